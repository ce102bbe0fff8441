"""Home, and the pages that say what the portal is and promises."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from portal.kernel.access import Open, access
from portal.kernel.db import db
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import registry

bp = Blueprint("shell", __name__)


@bp.get("/")
@access(Open.SIGNED_IN)
def home() -> ResponseReturnValue:
    actor = current_actor()
    return render_template("shell/home.html", waiting=registry().waiting_for(actor))


@bp.get("/help")
@access(Open.PUBLIC)
def help() -> ResponseReturnValue:  # noqa: A001  # the endpoint's name, read as shell.help
    return render_template("shell/help.html")


@bp.get("/accessibility")
@access(Open.PUBLIC)
def accessibility() -> ResponseReturnValue:
    return render_template("shell/accessibility.html")


@bp.get("/cookies")
@access(Open.PUBLIC)
def cookies() -> ResponseReturnValue:
    idle_hours = current_app.config["SETTINGS"].session_idle_hours
    return render_template("shell/cookies.html", idle_hours=idle_hours)


@bp.get("/privacy")
@access(Open.PUBLIC)
def privacy() -> ResponseReturnValue:
    return render_template("shell/privacy.html")


@bp.get("/healthz")
@access(Open.PUBLIC)
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@access(Open.PUBLIC)
def readyz() -> ResponseReturnValue:
    """The process answers and reaches its database."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ready")
