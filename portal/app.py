"""Builds the application from whatever slices it is given; it knows none of them by name."""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from flask.templating import Environment
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from sqlalchemy import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.commands import init_commands
from portal.kernel.assets import init_assets
from portal.kernel.chosen import read_from
from portal.kernel.db import db, watch_engine
from portal.kernel.signed_in import SignedIn
from portal.kernel.slice import EXTENSION, Registry, Slice
from portal.logs import init_logs
from portal.pages import init_pages
from portal.requests import init_requests
from portal.security import init_security
from portal.settings import ROOT, Settings


class Templates(Environment):
    """Flask's own, but all templates share one set of globals, as none of ours has any for itself alone.

    Jinja chains a set for each template to the common one; a page would walk that chain hundreds of times.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


class Portal(Flask):
    """Flask without two things that no page here needs and every page would pay for."""

    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view or hook of the portal is asynchronous: none is looked at for it, at each request."""
        return func


def build_app(slices: Sequence[Slice], settings: Settings | None = None) -> Flask:
    """The portal with these slices. Raises `SettingsError`, or `RuntimeError` for an undeclared view."""
    settings = settings or Settings.from_environ(os.environ)
    app = Portal(
        "portal", root_path=str(ROOT / "portal"), template_folder=str(ROOT / "templates"), static_folder=None
    )
    app.config.from_mapping(settings.as_flask_config())
    app.extensions[EXTENSION] = registry = Registry(tuple(slices))
    for source, known in zip(registry.providers("chosen"), registry.providers("chosen_known"), strict=True):
        read_from(source, known)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # as Flask's manual says
    init_logs(app)
    init_requests(app)
    _init_database(app, settings)
    CSRFProtect(app)
    login_manager = _init_sign_in(app)
    init_pages(app)
    init_assets(app)
    for item in slices:
        if item.blueprint is not None:
            app.register_blueprint(item.blueprint)
    init_commands(app)
    init_security(app, login_manager)
    return app


def _init_database(app: Flask, settings: Settings) -> None:
    url = make_url(settings.database_url)
    if url.drivername == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        watch_engine(db.engine)


def _init_sign_in(app: Flask) -> LoginManager:
    """Ask the slice that keeps accounts who a session belongs to."""
    login_manager = LoginManager(app)
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = None
    # It compares browsers by a mark in the cookie that our sessions, which are rows, do not have.
    login_manager.session_protection = None
    registry: Registry = app.extensions[EXTENSION]

    @login_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
    def load(key: str) -> SignedIn | None:
        for find in registry.providers("signed_in"):
            found: SignedIn | None = find(key)
            if found is not None:
                return found
        return None

    return login_manager
