"""The desk of those who run training, with its two lists to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.charts import Bar, Chart, bar_chart
from portal.kernel.exports import FileFormat, table_response
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Waiting, registry
from portal.kernel.tables import paged, read_page_number, read_sort, streamed
from portal.kernel.text import plural
from training.desk import finding, queries
from training.desk.domain import (
    PERCENT,
    Demand,
    DeskRules,
    Fill,
    Listed,
    Matter,
    by_course,
    by_month,
    demand_period,
    demands,
    usual_period,
)
from training.desk.forms import FillForm
from training.shares.queries import list_misses

bp = Blueprint("desk", __name__, url_prefix="/training/desk")
# Courses on the desk itself; the lists behind it have them all.
MOST_COURSES = 5
FILL_HEAD = (
    "Course",
    "Month",
    "Events",
    "Places",
    "Places taken",
    "Places taken (%)",
    "Waiting",
    "Attended",
    "Did not attend",
    "Did not attend (%)",
    "Withdrawn late",
)


@bp.get("")
@access(Permission.EVENT_MANAGE)
def show() -> ResponseReturnValue:
    """What needs a decision today, what is coming, and how training is taken up."""
    rules, today = in_force(DeskRules), clock.today()
    misses = list_misses()
    matters = finding.list_matters(rules, misses)
    usual = usual_period(today)
    filled = queries.list_fill(usual)
    courses, wanted = by_course(filled), _demands(today)
    return render_template(
        "desk/show.html",
        rules=rules,
        today=today,
        matters={one.value: listed for one, listed in matters.items()},
        kinds=tuple(Matter),
        coming=Matter.COMING,
        hints=_hints(rules),
        reasons={Matter.MIX.value: misses},
        cards=_cards(matters),
        usual=usual,
        months=_months_chart(by_month(filled, usual.months)),
        courses=sorted(courses, key=lambda one: (-one[1].waiting, one[0]))[:MOST_COURSES],
        more_courses=len(courses) - MOST_COURSES,
        demands=wanted[:MOST_COURSES],
        more_demands=len(wanted) - MOST_COURSES,
        **_ahead(today, wanted),
    )


def _hints(rules: DeskRules) -> dict[str, str]:
    """Why events are on the desk, where their heading does not say it."""
    thin = round(rules.thin_share * PERCENT)
    hints = {
        Matter.OVERFULL: f"More than {plural(rules.most_waiting, 'person', 'people')} waiting.",
        Matter.THIN: (
            f"Fewer than {thin}% of the places are taken, and they start within"
            f" {plural(rules.thin_within.days, 'day')}."
        ),
        Matter.MIX: (
            "Places are kept for agencies whose people have not taken them."
            " There may still be time to invite some."
        ),
    }
    return {one.value: hints.get(one, "") for one in Matter}


def _cards(matters: Mapping[Matter, Listed]) -> list[Waiting]:
    """What other rooms have waiting for this person, but no event that the desk itself names."""
    named = {
        url_for("bookings.list_attendees", event_id=one.id)
        for listed in matters.values()
        for one in listed.events
    }
    return [card for card in registry().work_for(current_actor()) if card.url not in named]


def _months_chart(months: Mapping[date, Fill]) -> Chart | None:
    if not any(fill.places for fill in months.values()):
        return None
    bars = [Bar(f"{one:%B %Y}", fill.booked_share, _of_places(fill)) for one, fill in months.items()]
    return bar_chart("filled", "Places taken by month", bars, highest=PERCENT, head=("Month", "Places taken"))


def _of_places(fill: Fill) -> str:
    return f"{fill.booked_share}% of {fill.places:,}" if fill.places else "No events"


def _demands(today: date) -> list[Demand]:
    ahead = demand_period(today)
    return demands(queries.list_offered(ahead), queries.map_expiring(ahead), ahead.months)


def _ahead(today: date, wanted: Sequence[Demand]) -> dict[str, object]:
    """The months of the demand, and how many certificates run out in each."""
    months = demand_period(today).months
    totals = [sum(one.expiring[number] for one in wanted) for number in range(len(months))]
    bars = [Bar(f"{one:%B %Y}", total, f"{total:,}") for one, total in zip(months, totals, strict=True)]
    chart = bar_chart("expiring", "Certificates that run out", bars, head=("Month", "Certificates"))
    return {"ahead": months, "expiring": chart if any(totals) else None}


@bp.get("/fill-rates")
@access(Permission.EVENT_MANAGE)
def list_fill_rates() -> ResponseReturnValue:
    """By course and month."""
    form, sort = _asked(), read_sort(request.args, queries.FILL_ORDERS, "course")
    period = form.to_period(clock.today())
    page = paged(queries.select_fill(period, form.words.data or "", sort), read_page_number(request.args))
    rows = [queries.read_fill(row, period.months) for row in page.items]
    return render_template(
        "desk/list_fill_rates.html", form=form, sort=sort, page=page, rows=rows, period=period
    )


def _asked() -> FillForm:
    form = FillForm(request.args)
    form.offer(clock.today())
    return form


@bp.get("/fill-rates.csv", defaults={"kind": "csv"})
@bp.get("/fill-rates.xlsx", defaults={"kind": "xlsx"})
@bp.get("/fill-rates.ods", defaults={"kind": "ods"})
@access(Permission.EVENT_MANAGE)
def export_fill_rates(kind: str) -> Response:
    form, sort = _asked(), read_sort(request.args, queries.FILL_ORDERS, "course")
    period = form.to_period(clock.today())
    statement = queries.select_fill(period, form.words.data or "", sort)
    found = (queries.read_fill(row, period.months) for row in streamed(statement))
    rows = ((one.title, f"{one.month:%Y-%m}", *_figures(one.fill)) for one in found)
    return table_response(FileFormat(kind), "fill-rates", FILL_HEAD, rows)


def _figures(fill: Fill) -> tuple[int | None, ...]:
    taken = (fill.events, fill.places, fill.booked, fill.booked_share, fill.waiting)
    return (*taken, fill.attended, fill.no_show, fill.no_show_share, fill.late)


@bp.get("/demand")
@access(Permission.EVENT_MANAGE)
def list_demand() -> ResponseReturnValue:
    """Every course that somebody will ask for, those that lack most places first."""
    today = clock.today()
    wanted = _demands(today)
    return render_template("desk/list_demand.html", demands=wanted, **_ahead(today, wanted))


@bp.get("/demand.csv", defaults={"kind": "csv"})
@bp.get("/demand.xlsx", defaults={"kind": "xlsx"})
@bp.get("/demand.ods", defaults={"kind": "ods"})
@access(Permission.EVENT_MANAGE)
def export_demand(kind: str) -> Response:
    today = clock.today()
    months = [f"Run out in {one:%B %Y}" for one in demand_period(today).months]
    head = (
        "Course",
        *months,
        "Run out",
        "Waiting",
        "Waiting for a date",
        "Events ahead",
        "Places left",
        "Lacking",
    )
    rows = [
        (one.title, *one.expiring, one.total, one.waiting, one.undated, one.events, one.left, one.missing)
        for one in _demands(today)
    ]
    return table_response(FileFormat(kind), "training-demand", head, rows)
