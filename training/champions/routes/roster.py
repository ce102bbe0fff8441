"""Pages of the roster that are only read: every school, one school, the certificates of its staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, Role, access, can, require
from portal.kernel.charts import Bar, bar_chart
from portal.kernel.letters import public_address
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link, registry
from portal.kernel.tables import Page, Sort, read_page_number, read_sort
from portal.kernel.text import day as in_words
from portal.kernel.words import kept_in_words, word
from portal.people.domain import SchoolPhase
from portal.people.finding import list_area_choices
from portal.people.models import Person
from portal.people.queries import get_school_with_place
from training.certificates.queries.ledger import select_current_of_people
from training.certificates.routes.packing import packed, packing_facts
from training.champions import finding, queries
from training.champions.domain import ChampionKind, RosterFilter
from training.champions.forms import RosterFilterForm
from training.champions.queries import inviting
from training.champions.routes.blueprint import bp


@bp.get("/champions")
@access(Permission.CHAMPION_READ)
def roster() -> ResponseReturnValue:
    areas = list_area_choices()
    asked = RosterFilterForm(request.args) if request.args else None
    sort = read_sort(request.args, finding.ROSTER_ORDER, "school")
    page = finding.list_roster(
        asked.to_filter() if asked else RosterFilter(), sort, read_page_number(request.args)
    )
    schools = tuple((one.id, one.name, one.phase, one.local_area) for one in page.items)
    held = finding.list_held_today([one[0] for one in schools])
    return render_template(
        "champions/roster.html",
        fields=_fields(asked, areas) if asked else _empty_fields(areas),
        listed=_listed(schools, held, sort, replace(page, items=()), request.full_path),
        coverage=_coverage(finding.count_covered()),
        own=_own_schools(),
    )


def _fields(filters: RosterFilterForm, areas: tuple[tuple[int, str], ...]) -> Markup:
    filters.offer(areas)
    return _drawn("champions/_filters.html", filters=filters)


@kept_in_words(4)
def _empty_fields(areas: tuple[tuple[int, str], ...]) -> Markup:
    """As they are before anything is asked."""
    return _fields(RosterFilterForm(), areas)


@kept_in_words(32)
def _listed(
    schools: tuple[tuple[int, str, SchoolPhase, str], ...],
    held: tuple[finding.HeldRow, ...],
    sort: Sort,
    page: Page[Any],
    _address: str,
) -> Markup:
    """The list with its headings and pages, drawn once for the same facts: drawing is most of its cost.

    The address is one of them, as the links to other pages and orders repeat what it asks for.
    """
    if not schools:
        return _drawn("champions/_list.html", rows=(), sort=sort, page=page)
    holders = finding.by_school([school[0] for school in schools], held)
    rows = [_row(*school, holders[school[0]]) for school in schools]
    return _drawn("champions/_list.html", rows=rows, sort=sort, page=page)


@kept_in_words(1024)
def _row(
    school_id: int, name: str, phase: SchoolPhase, area: str, held: tuple[finding.Holder, ...]
) -> Markup:
    """One school of the list, likewise: most stay as they are when another one changes."""
    facts = {"school_id": school_id, "name": name, "phase": phase, "area": area, "held": held}
    return _drawn("champions/_school_row.html", **facts)


def _drawn(template: str, **facts: object) -> Markup:
    return Markup(render_template(template, **facts))  # noqa: S704  # our own template, autoescaped


def _own_schools() -> Sequence[tuple[int, str]]:
    """The schools whose Champion or deputy the actor is."""
    mine = current_actor().schools_as(Role.CHAMPION)
    return queries.list_schools_by_id(mine) if mine else []


@kept_in_words(64)
def _coverage(figures: finding.RosterFigures) -> Markup:
    counted = (
        (word.A_champion_short, figures.with_lead),
        (f"A trained {word.champion_short}", figures.with_trained_lead),
        ("A deputy", figures.with_deputy),
        (f"Cover instead of {word.a_champion_short}", figures.covered),
        ("Somebody who lapses this term", figures.lapsing),
    )
    bars = [Bar(label, count, f"{count:,} of {figures.schools:,}") for label, count in counted]
    head = ("What they have", "Schools")
    chart = bar_chart("coverage", "Schools that have…", bars, highest=figures.schools, head=head)
    return _drawn("champions/_coverage.html", chart=chart, figures=figures)


@bp.get("/schools/<int:school_id>/champions")
@access(Permission.CHAMPION_READ)
def school(school_id: int) -> ResponseReturnValue:
    found = get_school_with_place(school_id)
    today = clock.today()
    holders = finding.list_holders(school_id)
    running = [holder for holder in holders if not holder.is_over(today)]
    subject = queries.SchoolSubject(found.id, found.agency_id)
    may_invite = can(current_actor(), Permission.CHAMPION_INVITE, subject)
    return render_template(
        "champions/school.html",
        school=found,
        subject=subject,
        invited=inviting.list_hopeful(school_id) if may_invite else [],
        running=running,
        has_lead=any(one.kind is ChampionKind.LEAD and one.starts_on <= today for one in running),
        past=[holder for holder in holders if holder.is_over(today)],
    )


def school_links(_actor: Actor, school_id: int) -> list[Link]:
    """The way from a school's page to its place on the roster."""
    return [Link(word.Champion, url_for("champions.school", school_id=school_id))]


@bp.get("/schools/<int:school_id>/staff-certificates")
@access(Permission.CERTIFICATE_READ)
def staff(school_id: int) -> ResponseReturnValue:
    """Who works at the school and what they hold: the page for an inspector's visit."""
    found = get_school_with_place(school_id)
    require(current_actor(), Permission.CERTIFICATE_READ, queries.SchoolSubject(found.id, found.agency_id))
    today = clock.today()
    members = queries.list_staff_members(school_id, today)
    whose = {member.person_id: member.person_id for member in members}
    if activity.record_openings(current_actor(), "open_staff_certificates", Person, whose):
        found = get_school_with_place(school_id)
    trained = [member for member in members if member.holds_valid(today)]
    bar = Bar("Hold a certificate that counts", len(trained), f"{len(trained):,} of {len(members):,}")
    return render_template(
        "champions/staff.html",
        school=found,
        check_page=public_address(url_for("certificates.check")),
        today=today,
        members=[member for member in members if member.certificates],
        gaps=[member for member in members if not member.holds_valid(today)],
        links=[
            link
            for offer in registry().providers("staff_links")
            for link in offer(current_actor(), school_id)
        ],
        **packing_facts(),
        chart=bar_chart("trained", f"Staff on {in_words(today)}", [bar], highest=len(members)),
    )


@bp.get("/schools/<int:school_id>/staff-certificates/download")
@access(Permission.CERTIFICATE_READ)
def download_of_school(school_id: int) -> ResponseReturnValue:
    """The same people's certificates as one file."""
    found = get_school_with_place(school_id)
    require(current_actor(), Permission.CERTIFICATE_READ, queries.SchoolSubject(found.id, found.agency_id))
    people = queries.select_people_of_school(school_id, clock.today())
    return packed(f"certificates-{found.urn}", found.name, select_current_of_people(people))
