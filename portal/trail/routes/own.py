"""What was done to one's own record, and who opened it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Open, access
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from portal.trail.finding import log as finding
from portal.trail.routes.blueprint import bp
from portal.trail.routes.lines import lines_of
from portal.trail.routes.log import read_place


@bp.get("/account/activity")
@access(Open.SIGNED_IN)
def show_own() -> ResponseReturnValue:
    """Everybody reads this of themself: what was changed, or with `?show=opened` who looked."""
    actor = current_actor()
    opened = request.args.get("show") == "opened"
    statement = finding.select_about(actor.person_id, opened=opened)
    entries, following = finding.list_page(statement, read_place())
    names = finding.names_for(actor, finding.people_in(entries))
    return render_template(
        "trail/show_own.html",
        lines=lines_of(actor, entries, names),
        following=following,
        opened=opened,
        is_first="before" not in request.args,
    )


def account_links(actor: Actor) -> list[Link]:
    return [
        Link("What was done to your record, and who opened it", url_for("trail.show_own")),
        Link(
            "Copy of everything that is held about you",
            url_for("trail.ask_for_copy", person_id=actor.person_id),
        ),
    ]
