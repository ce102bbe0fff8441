"""The statement of an agency: what became of its places in each quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access, require
from portal.kernel.exports import FileFormat, table_response
from portal.kernel.signed_in import current_actor
from portal.people.models import Agency
from portal.people.queries import get_agency
from training.lost_places import accounts
from training.lost_places.routes.blueprint import bp
from training.lost_places.routes.ledger import about_year, asked_year
from training.lost_places.rules import Quarter, added_up
from training.lost_places.scope import OfAgency

HEAD = ("From", "To", "Places used", "By substitutes", "Withdrew late", "Did not come")


@bp.get("/training/ledger/<int:agency_id>/statement")
@access(Permission.LOST_PLACE_READ)
def show_statement(agency_id: int) -> ResponseReturnValue:
    agency, year = _agency(agency_id), asked_year()
    rows = accounts.read_quarters(agency.id, year)
    facts = about_year(year)
    facts |= {"charges": _charges(rows, facts), "whole": added_up(rows), "today": clock.today()}
    return render_template("lost_places/show_statement.html", agency=agency, rows=rows, **facts)


@bp.get("/training/ledger/<int:agency_id>/statement.csv", defaults={"kind": "csv"})
@bp.get("/training/ledger/<int:agency_id>/statement.xlsx", defaults={"kind": "xlsx"})
@bp.get("/training/ledger/<int:agency_id>/statement.ods", defaults={"kind": "ods"})
@access(Permission.LOST_PLACE_READ)
def export_statement(agency_id: int, kind: str) -> Response:
    agency, year = _agency(agency_id), asked_year()
    found = accounts.read_quarters(agency.id, year)
    charges = _charges(found, about_year(year))
    rows = (
        (one.first, one.last, one.used, one.substitutes, one.late, one.no_shows, *([one.pounds] * charges))
        for one in found
    )
    name = f"training-places-{agency.name.casefold().replace(' ', '-')}-{year}"
    return table_response(FileFormat(kind), name, (*HEAD, *(["Pounds"] * charges)), rows)


def _charges(rows: Sequence[Quarter], facts: Mapping[str, object]) -> bool:
    """Whether pounds are shown: where lost places are charged, or were."""
    return bool(facts["charges"]) or any(one.pounds for one in rows)


def _agency(agency_id: int) -> Agency:
    """Raise `NotFound`, or `Forbidden` for somebody who may not know what its people missed."""
    agency = get_agency(agency_id)
    require(current_actor(), Permission.LOST_PLACE_READ, OfAgency(agency_id))
    return agency
