"""The whole log, for those who run the portal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Permission, access
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import csv_response, streamed
from portal.trail import queries
from portal.trail.domain import LogFilter, Place
from portal.trail.finding import log as finding
from portal.trail.forms import LogFilterForm
from portal.trail.routes.blueprint import bp
from portal.trail.routes.lines import line_of, lines_of
from portal.trail.sentences import SENTENCES
from portal.trail.things import THINGS

HEAD = ("When", "Who", "What", "Record", "Number", "Before and after", "Reason")
AT_ONCE = 500
LARGEST_ID = 2**63 - 1
# Nobody, so that an unknown reference finds nothing rather than everything.
NOBODY = -1


@bp.get("/activity")
@access(Permission.ACTIVITY_READ)
def list_activity() -> ResponseReturnValue:
    actor, form = current_actor(), _form()
    entries, following = finding.list_page(finding.select_log(_filter(form)), read_place())
    return render_template(
        "trail/list_activity.html",
        lines=lines_of(actor, entries, finding.names_of(finding.people_in(entries))),
        following=following,
        filters=form,
        is_first="before" not in request.args,
    )


@bp.get("/activity/export")
@access(Permission.ACTIVITY_READ)
def export_activity() -> ResponseReturnValue:
    """The log as it is narrowed, as a file that streams."""
    statement = finding.select_log(_filter(_form()))
    return csv_response("activity.csv", HEAD, _rows(current_actor(), streamed(statement)))


def _rows(actor: Actor, entries: Iterator[Any]) -> Iterator[list[object]]:
    for batch, names in finding.streamed_names(entries, AT_ONCE):
        for entry in batch:
            line = line_of(actor, entry, names)
            record = [entry.subject_kind.replace("_", " "), entry.subject_id]
            yield [line.at, line.actor, line.says, *record, line.difference, line.reason]


def read_place() -> Place | None:
    """Where the page begins that `?before=17` asks for; at the newest entry for anything unreadable."""
    asked = request.args.get("before", "")
    is_number = asked.isascii() and asked.isdecimal() and int(asked[:20]) <= LARGEST_ID
    return finding.find_place(int(asked)) if is_number else None


def _form() -> LogFilterForm:
    form = LogFilterForm(request.args)
    plain = {verb: verb.replace("_", " ").replace(".", " ").capitalize() for verb in SENTENCES}
    form.offer(
        sorted(plain.items(), key=lambda one: one[1]),
        sorted(((kind, thing.name.capitalize()) for kind, thing in THINGS.items()), key=lambda one: one[1]),
    )
    return form


def _filter(form: LogFilterForm) -> LogFilter:
    return LogFilter(
        actor_id=_person(form.who.data),
        person_id=_person(form.whom.data),
        verb=form.verb.data or "",
        kind=form.kind.data or "",
        since=form.since.data,
        until=form.until.data,
    )


def _person(reference: str | None) -> int | None:
    if not reference:
        return None
    return queries.find_person_id(reference) or NOBODY
