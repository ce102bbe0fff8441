"""How long things are kept: the dry run as a page, and what the last run did."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.records import due
from portal.records.routes.blueprint import bp


@bp.get("/retention")
@access(Permission.RETENTION_READ)
def show_retention() -> ResponseReturnValue:
    outlooks = due.list_outlooks(clock.now())
    last = due.find_last_run()
    outcome = last.outcome if last else {}
    return render_template(
        "records/show_retention.html",
        outlooks=outlooks,
        last=last,
        done=[(one.what, outcome[one.name]) for one in outlooks if one.name in outcome],
    )
