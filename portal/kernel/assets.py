"""Styles, script and pictures as `deploy/build-assets.mjs` made them, served from memory and kept for a year.

The name of each file carries a hash of what is in it, so a kept copy is never stale.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, request, url_for

from portal.kernel.access import Open, access
from portal.kernel.errors import NotFound

ONE_YEAR = 365 * 24 * 60 * 60
# Best first. The build makes each of them for every file.
ENCODINGS = {"br": ".br", "gzip": ".gz"}
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One built file and its compressed forms, by encoding; the plain one is under the empty word."""

    media_type: str
    bodies: dict[str, bytes]


class Assets:
    """The built files, read once when the application starts."""

    def __init__(self, folder: Path) -> None:
        manifest = folder / "manifest.json"
        self.names: dict[str, str] = json.loads(manifest.read_text()) if manifest.exists() else {}
        self.files = {name: _read(folder / name) for name in self.names.values()}
        self.addresses: dict[str, str] = {}

    def url(self, name: str) -> str:
        """Where a page finds `portal.css` and its like; the bare name while nothing is built yet."""
        found = self.addresses.get(name)
        if found is None:
            found = self.addresses[name] = url_for("asset", name=self.names.get(name, name))
        return found

    def answer(self, name: str) -> Response:
        asset = self.files.get(name)
        if asset is None:
            raise NotFound
        accepted = request.accept_encodings
        encoding = next((word for word in ENCODINGS if word in asset.bodies and accepted[word] > 0), "")
        answer = Response(asset.bodies[encoding], content_type=asset.media_type)
        if encoding:
            answer.headers["Content-Encoding"] = encoding
        answer.headers["Vary"] = "Accept-Encoding"
        answer.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
        return answer


def _read(file: Path) -> Asset:
    bodies = {"": file.read_bytes()}
    for encoding, suffix in ENCODINGS.items():
        smaller = file.with_name(file.name + suffix)
        if smaller.exists():
            bodies[encoding] = smaller.read_bytes()
    return Asset(TYPES[file.suffix], bodies)


def init_assets(app: Flask) -> None:
    """Serve the build under `/assets/` and give templates `asset_url('portal.css')`."""
    assets = Assets(Path(app.root_path) / "static" / "build")
    if not assets.names:
        app.logger.warning("Styles and script are not built; run `make setup`")

    @app.get("/assets/<string:name>")
    @access(Open.PUBLIC)
    def asset(name: str) -> Response:
        return assets.answer(name)

    app.add_template_global(assets.url, "asset_url")
