"""What is chosen at the moment, on one page."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.chosen import chosen
from portal.partnership import queries
from portal.partnership.routes.blueprint import bp


@bp.get("/")
@access(Permission.PARTNERSHIP_MANAGE)
def overview() -> ResponseReturnValue:
    return render_template("partnership/overview.html", chosen=chosen(), saved=queries.list_saved())
