"""The queue of possible duplicates, and what a person looks at before they decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ScalarSelect, Select

from portal.kernel.access import Actor, Permission, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.exports import FileFormat, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link, Waiting
from portal.kernel.tables import paged, read_page_number, read_sort, streamed
from portal.kernel.text import day, plural
from portal.merging import details, queries, services
from portal.merging.domain import FoundBy, Merge, PairState, Side
from portal.merging.forms import MergeForm, ReportForm, TellApartForm
from portal.merging.models import PossibleDuplicate
from portal.merging.references import list_references, moves
from portal.merging.routes.blueprint import bp
from portal.merging.rules import Parties

Word = TypeVar("Word", bound=StrEnum)
EXPORT_HEAD = (
    *("Reference", "Name", "Other reference", "Other name"),
    *("Why", "Likely (%)", "Found by", "Found"),
)


@bp.get("/duplicates")
@access(Permission.PERSON_MERGE)
def list_pairs() -> ResponseReturnValue:
    asked = _asked()
    return render_template(
        "merging/list_pairs.html",
        page=paged(_select(asked), read_page_number(request.args)),
        states=[(one.value, one.label) for one in PairState],
        finders=[(one.value, one.label) for one in FoundBy],
        **asked,
    )


def _asked() -> dict[str, Any]:
    """Which pairs are asked for, and in which order."""
    return {
        "state": _choice(PairState, "state") or PairState.OPEN,
        "found_by": _choice(FoundBy, "found-by"),
        "name": request.args.get("name", "").strip(),
        "sort": read_sort(request.args, queries.SORTS, "-likelihood"),
    }


def _select(asked: Mapping[str, Any]) -> Select[*tuple[Any, ...]]:
    statement = queries.select_pairs(current_actor(), asked["state"], asked["found_by"], asked["name"])
    return statement.order_by(asked["sort"].by(queries.SORTS), PossibleDuplicate.id)


@bp.get("/duplicates.csv", defaults={"kind": "csv"})
@bp.get("/duplicates.xlsx", defaults={"kind": "xlsx"})
@bp.get("/duplicates.ods", defaults={"kind": "ods"})
@access(Permission.PERSON_MERGE)
def export_pairs(kind: str) -> Response:
    """The queue as it is narrowed, as a file that streams."""
    rows = (
        (
            *(row.first_reference, row.first, row.second_reference, row.second),
            *(row.why, row.likelihood, row.found_by.label, day(row.found_at)),
        )
        for row in streamed(_select(_asked()))
    )
    return table_response(FileFormat(kind), "possible-duplicates", EXPORT_HEAD, rows)


def _choice(words: type[Word], name: str) -> Word | None:
    """The filter that was chosen, or None for none (or for a word that is not offered)."""
    chosen = request.args.get(name, "")
    return next((word for word in words if word.value == chosen), None)


@bp.get("/duplicates/<int:pair_id>")
@access(Permission.PERSON_MERGE)
def compare_pair(pair_id: int) -> ResponseReturnValue:
    """Both people side by side; the form asks which row stays and whose details are kept."""
    pair = queries.get_visible_pair(current_actor(), pair_id)
    ids = (pair.first_id, pair.second_id)
    references = list_references()
    rows = queries.count_rows(references, ids)
    sides = [
        {"side": side, "person": person, "moves": moves(references, rows[person.id])}
        for side, person in ((Side.FIRST, pair.first), (Side.SECOND, pair.second))
    ]
    return render_template(
        "merging/compare_pair.html",
        pair=pair,
        sides=sides,
        posts=queries.list_posts(ids),
        grants=queries.list_grants(ids),
        details=details.compare(pair.first, pair.second),
        merges=queries.find_merges_of(pair.id),
        suggested=_suggested(rows, ids),
        is_open=pair.state in {PairState.OPEN, PairState.UNDONE},
    )


def _suggested(rows: Mapping[int, Mapping[str, int]], ids: Sequence[int]) -> Side:
    """The row that more hangs on: fewer things move, and people know its reference."""
    first, second = (sum(rows[person_id].values()) for person_id in ids)
    return Side.SECOND if second > first else Side.FIRST


@bp.route("/duplicates/<int:pair_id>/merge", methods=["GET", "POST"])
@access(Permission.PERSON_MERGE)
def merge_pair(pair_id: int) -> ResponseReturnValue:
    """Says exactly what will move, and does it when that is confirmed."""
    actor = current_actor()
    pair = queries.get_visible_pair(actor, pair_id)
    command, form = _read_choices(pair), MergeForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                done = services.merge(actor, _with_reason(command, form.reason.data or ""))
        except RuleBroken as error:
            form.refuse(error)
            pair = queries.get_visible_pair(actor, pair_id)
        else:
            flash("They are one person now", "success")
            return redirect(url_for(".show_merge", merge_id=done.id))
    return render_template("merging/merge_pair.html", form=form, pair=pair, **_outlook(pair, command))


def _outlook(pair: PossibleDuplicate, command: Merge) -> dict[str, object]:
    """Who stays, what moves, what changes and what else happens."""
    kept, lost = (pair.first, pair.second) if command.keep is Side.FIRST else (pair.second, pair.first)
    references = list_references()
    from_lost = {name: side is not command.keep for name, side in command.values.items()}
    return {
        "kept": kept,
        "lost": lost,
        "moves": moves(references, queries.count_rows(references, [lost.id])[lost.id]),
        "changes": details.changes(kept, details.chosen(kept, lost, from_lost)),
        "foreseen": services.foresee(Parties(kept.id, lost.id)),
    }


def _read_choices(pair: PossibleDuplicate) -> Merge:
    """What was chosen on the page before. The address says only which side, never a detail itself."""
    sides = {side.value: side for side in Side}
    keep = sides.get(request.args.get("keep", ""), Side.FIRST)
    differing = [one.name for one in details.compare(pair.first, pair.second) if one.differs]
    values = {name: sides.get(request.args.get(f"take-{name}", ""), keep) for name in differing}
    return Merge(pair_id=pair.id, keep=keep, values=values)


def _with_reason(command: Merge, reason: str) -> Merge:
    return Merge(pair_id=command.pair_id, keep=command.keep, values=command.values, reason=reason)


@bp.route("/duplicates/<int:pair_id>/two-people", methods=["GET", "POST"])
@access(Permission.PERSON_MERGE)
def tell_apart(pair_id: int) -> ResponseReturnValue:
    actor = current_actor()
    pair = queries.get_visible_pair(actor, pair_id)
    form = TellApartForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.tell_apart(actor, form.to_command(pair_id))
        except RuleBroken as error:
            form.refuse(error)
            pair = queries.get_visible_pair(actor, pair_id)
        else:
            flash("Noted: they are two people. Nobody is asked again", "success")
            return redirect(url_for(".list_pairs"))
    return render_template("merging/tell_apart.html", form=form, pair=pair)


@bp.route("/duplicates/report", methods=["GET", "POST"])
@access(Permission.PERSON_MERGE)
def report_pair() -> ResponseReturnValue:
    form = ReportForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                pair_id = services.report(current_actor(), form.to_command())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return redirect(url_for(".compare_pair", pair_id=pair_id))
    return render_template("merging/report_pair.html", form=form)


def number_to_decide(actor: Actor) -> ScalarSelect[int] | None:
    return queries.number_open(actor) if can(actor, Permission.PERSON_MERGE) else None


def card_to_decide(count: int) -> Waiting:
    return Waiting(
        title=f"Decide about {plural(count, 'possible duplicate')}",
        url=url_for("merging.list_pairs"),
        detail="People who may have been entered twice",
    )


def person_links(actor: Actor, _person_id: int) -> Sequence[Link]:
    if not can(actor, Permission.PERSON_MERGE):
        return ()
    return [Link("Entered twice? Add a possible duplicate", url_for("merging.report_pair"))]
