"""What guards every request: declared access, write transactions and response headers."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager

from portal.kernel.access import Open, Permission, can
from portal.kernel.db import only_reading, writing
from portal.kernel.signed_in import find_actor
from portal.kernel.slice import registry

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def init_security(app: Flask, login_manager: LoginManager) -> None:
    """Deny by default. Raises `RuntimeError` naming every view that declares no access."""
    undeclared = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "__access__"))
    if undeclared:
        raise RuntimeError(f"Views without @access: {', '.join(undeclared)}")
    app.before_request(_open_transactions)
    app.before_request(lambda: _enforce(login_manager))
    app.after_request(_add_headers)
    app.teardown_request(_close_transactions)


def _open_transactions() -> None:
    """An unsafe method writes from its first statement, so that nothing it read can be stale."""
    g.cleanup = ExitStack()
    if request.method in SAFE_METHODS:
        g.cleanup.enter_context(only_reading())
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "__reads_first__", False):
        g.cleanup.enter_context(writing())


def _close_transactions(_error: BaseException | None) -> None:
    if (cleanup := g.pop("cleanup", None)) is not None:
        cleanup.close()


def _enforce(login_manager: LoginManager) -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    needed = getattr(view, "__access__", Open.PUBLIC)
    if needed is Open.PUBLIC:
        return None
    actor = find_actor()
    if actor is None:
        if request.method not in SAFE_METHODS:
            # A form sent after the session ended: its address answers no one who comes back to it.
            return redirect(url_for(str(login_manager.login_view)))
        answer: ResponseReturnValue = login_manager.unauthorized()
        return answer
    for ask in registry().providers("door"):
        refused: ResponseReturnValue | None = ask(actor)
        if refused is not None:
            return refused
    if isinstance(needed, Permission) and not can(actor, needed):
        abort(403)
    return None


def _add_headers(response: Response) -> Response:
    # Once by hand: asking the headers for each of ours would look through all of them each time.
    there = {name.lower() for name, _ in response.headers}
    for name, value in HEADERS.items():
        if name.lower() not in there:
            response.headers.add(name, value)
    settings = current_app.config["SETTINGS"]
    if settings.public_url.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "cache-control" not in there:
        # Pages show what the person may see: no shared computer keeps them.
        response.headers.add("Cache-Control", "no-store")
    response.headers.set("X-Request-ID", g.get("request_id", ""))
    return response
