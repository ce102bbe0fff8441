"""Serves the built styles and scripts, named by their content."""

from __future__ import annotations

from flask import Flask


def init_assets(app: Flask) -> None:
    app.add_template_global(lambda name: f"/assets/{name}", "asset_url")
