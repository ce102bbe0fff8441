"""What lost places are to each agency, by year: counts, amounts, and the rows they rest on."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, access, require
from portal.kernel.exports import FileFormat, table_response
from portal.kernel.months import year_of
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from portal.kernel.tables import paged, read_page_number, streamed
from portal.people.queries import get_agency
from training.lost_places import accounts
from training.lost_places.routes.blueprint import bp
from training.lost_places.rules import Charging, LedgerRules, year_said
from training.lost_places.scope import OfAgency

# Years that somebody may type; the ledger has none outside.
YEARS = range(2000, 2200)


@bp.get("/training/ledger")
@access(Permission.LOST_PLACE_READ)
def list_agencies() -> ResponseReturnValue:
    """Every agency that lost a place in a year; its leads see their own."""
    year = asked_year()
    page = paged(accounts.select_agencies(current_actor(), year), read_page_number(request.args))
    return render_template("lost_places/list_agencies.html", page=page, **about_year(year))


@bp.get("/training/ledger/<int:agency_id>")
@access(Permission.LOST_PLACE_READ)
def show_ledger(agency_id: int) -> ResponseReturnValue:
    actor, year = current_actor(), asked_year()
    agency = get_agency(agency_id)
    require(actor, Permission.LOST_PLACE_READ, OfAgency(agency_id))
    return render_template(
        "lost_places/show_ledger.html",
        agency=agency,
        totals=accounts.read_totals(agency_id, year),
        page=paged(accounts.select_entries(actor, agency_id, year), read_page_number(request.args)),
        **about_year(year),
    )


@bp.get("/training/ledger/<int:agency_id>.csv", defaults={"kind": "csv"})
@bp.get("/training/ledger/<int:agency_id>.xlsx", defaults={"kind": "xlsx"})
@bp.get("/training/ledger/<int:agency_id>.ods", defaults={"kind": "ods"})
@access(Permission.LOST_PLACE_READ)
def export_ledger(agency_id: int, kind: str) -> Response:
    actor, year = current_actor(), asked_year()
    agency = get_agency(agency_id)
    require(actor, Permission.LOST_PLACE_READ, OfAgency(agency_id))
    head = (
        *("Entered", "Day", "Event", "Course", "Given name", "Family name"),
        *("What", "Why", "Places", "Half days", "Full days", "Pounds"),
    )
    rows = (_row(one) for one in streamed(accounts.select_entries(actor, agency_id, year)))
    name = f"lost-places-{agency.name.casefold().replace(' ', '-')}-{year}"
    return table_response(FileFormat(kind), name, head, rows)


def _row(one: Any) -> tuple[object, ...]:  # noqa: ANN401  # a row
    said = (one.entered_at, one.happened_on, one.code, one.title, one.given_name or "", one.family_name or "")
    lengths = (one.sign * one.half_days, one.sign * one.full_days, one.pounds)
    return (*said, one.kind.label, one.why.label, one.sign, *lengths)


@bp.get("/training/ledger.csv", defaults={"kind": "csv"})
@bp.get("/training/ledger.xlsx", defaults={"kind": "xlsx"})
@bp.get("/training/ledger.ods", defaults={"kind": "ods"})
@access(Permission.LOST_PLACE_READ)
def export_agencies(kind: str) -> Response:
    year = asked_year()
    head = ("Agency", "Kind", "Did not come", "Withdrew late", "Lost places", "Pounds")
    rows = (
        (one.name, one.kind.label, one.no_shows, one.late, one.no_shows + one.late, one.pounds)
        for one in streamed(accounts.select_agencies(current_actor(), year))
    )
    return table_response(FileFormat(kind), f"lost-places-{year}", head, rows)


def asked_year() -> int:
    """The year that is asked for, or the one that it is."""
    asked = request.args.get("year", type=int)
    rules = in_force(LedgerRules)
    return asked if asked is not None and asked in YEARS else year_of(clock.today(), rules.year_begins)


def about_year(year: int) -> dict[str, Any]:
    """What each page of the ledger says of its year."""
    rules = in_force(LedgerRules)
    found = {*accounts.list_years(current_actor()), year, year_of(clock.today(), rules.year_begins)}
    return {
        "year": year,
        "said": year_said(year, rules),
        "years": [(one, year_said(one, rules)) for one in sorted(found, reverse=True)],
        "charges": rules.way is Charging.AMOUNT,
        "since": accounts.read_since(),
        "is_off": rules.way is Charging.OFF,
    }


def agency_links(actor: Actor, agency_id: int) -> list[Link]:
    """The ways from an agency's page to its ledger and its statement."""
    if not accounts.may_read(actor, agency_id):
        return []
    return [
        Link("Lost places", url_for("lost_places.show_ledger", agency_id=agency_id)),
        Link("Training places by quarter", url_for("lost_places.show_statement", agency_id=agency_id)),
    ]
