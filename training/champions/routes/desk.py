"""The page that a Champion opens in the school office: what presses, soonest first, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, Role, access, can, require
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.text import day as in_words
from portal.kernel.words import word
from training.champions import finding, queries
from training.champions.domain import BriefingRules, ChampionKind
from training.champions.finding import Holder, desk, gaps
from training.champions.finding.desk import MOST, DeskSchool, Held, Need, Place
from training.champions.finding.gaps import Courses, Wanted, Work
from training.champions.routes.blueprint import bp
from training.office.domain import OfficeRules

INVITE = "Invite somebody"


@dataclass(frozen=True, slots=True)
class Pressing:
    """One line of the page. Without a day it waits behind everything that has one.

    Without an address it says who can do it.
    """

    on: date | None
    title: str
    what: str
    url: str
    label: str
    is_late: bool = False

    @property
    def order(self) -> tuple[date, str]:
        return self.on or date.max, self.title


@bp.get("/champions/desk")
@access(Permission.BRIEFING_READ)
def find_desk() -> ResponseReturnValue:
    """The page of one's own school; of several, the first by name, which leads to the others."""
    mine = current_actor().schools_as(Role.CHAMPION)
    own = queries.list_schools_by_id(mine) if mine else ()
    return redirect(url_for(".show_desk", school_id=own[0][0]) if own else url_for(".roster"))


@bp.get("/schools/<int:school_id>/champions/desk")
@access(Permission.CHAMPION_INVITE)
def show_desk(school_id: int) -> ResponseReturnValue:
    actor = current_actor()
    school, others = desk.get_school(school_id, actor.schools_as(Role.CHAMPION))
    require(actor, Permission.CHAMPION_INVITE, queries.SchoolSubject(school.id, school.agency_id))
    needs = desk.list_needs(school)
    held = desk.list_certificates(school_id)
    courses = desk.map_courses({need.requirement.id for need in needs})
    running = _list_running(school)
    work = gaps.find_work([*gaps.wanted_of(needs, held, courses), *_untrained(running, courses)])
    pressing = [need for need in needs[:MOST] if need.presses_by(school.term_ends_on)]
    lines = [*_of_people(pressing, work), *_of_briefings(school_id), *_of_roster(school, running, work)]
    lines += _of_certificates(gaps.lapsing(held, needs, courses, school.term_ends_on))
    return render_template(
        "champions/show_desk.html",
        school=school,
        others=others,
        lines=sorted(lines, key=lambda one: one.order),
        later=len(needs[:MOST]) - len(pressing),
        late=sum(one.is_late for one in lines),
        is_cut=len(needs) > MOST,
        work=work,
        most=in_force(OfficeRules).most_people,
        held=held,
        today=clock.today(),
    )


def _of_people(needs: Sequence[Need], work: Work) -> Iterator[Pressing]:
    for need in needs:
        place = work.placed.get((need.person_id, need.requirement.id))
        said = f"{need.requirement.name}: {_stands(need)}{_placed(place)}"
        yield Pressing(
            need.due_on,
            need.name,
            said,
            url_for("requirements.show_person", person_id=need.person_id),
            "See why",
            is_late=need.state.is_late,
        )


def _placed(place: Place | None) -> str:
    """What they have of it already."""
    if place is None:
        return ""
    return f". {place.status.label}{f' for {in_words(place.starts_at)}' if place.starts_at else ''}"


def _stands(need: Need) -> str:
    return need.state.label.lower() if need.is_to_do else "runs out"


def _of_certificates(lapsing: Sequence[Held]) -> Iterator[Pressing]:
    for one in lapsing:
        url = url_for("catalogue.show_course", course_id=one.course_id)
        yield Pressing(one.expires_on, one.name, f"{one.course}: the certificate runs out", url, "See dates")


def _of_briefings(school_id: int) -> Iterator[Pressing]:
    """Confirming is for whoever is on the roster; reading for them and for whoever runs training."""
    actor = current_actor()
    confirms = school_id in actor.schools_as(Role.CHAMPION)
    within = in_force(BriefingRules).reminded_after
    for briefing_id, title, sent_at in desk.list_briefings_waiting(school_id):
        on = clock.in_london(sent_at).date() + within
        to: dict[str, Any] = {"briefing_id": briefing_id}
        if confirms:
            url, label = url_for(".confirm_briefing", school_id=school_id, **to), "Say it was passed on"
        elif can(actor, Permission.BRIEFING_READ):
            url, label = url_for(".list_briefings"), "See briefings"
        else:
            url, label = "", f"For the {word.champion_short}"
        yield Pressing(on, title, "Briefing to pass on", url, label, is_late=on < clock.today())


def _list_running(school: DeskSchool) -> Sequence[Holder]:
    """Whoever is on the roster, or will be; a school that has closed needs nobody."""
    if not school.is_open:
        return []
    return [one for one in finding.list_holders(school.id) if not one.is_over(clock.today())]


def _untrained(running: Sequence[Holder], courses: Courses) -> list[Wanted]:
    """Champions and deputies without what makes them current: any one course of those that count."""
    choices = [tuple(sorted(courses[None]))] if None in courses else []
    return [Wanted(one.person_id, one.name, None, choices) for one in running if _is_untrained(one)]


def _is_untrained(one: Holder) -> bool:
    return one.trained_until is None and one.is_on_staff and one.kind is not ChampionKind.COVER


def _of_roster(school: DeskSchool, running: Sequence[Holder], work: Work) -> Iterator[Pressing]:
    if not school.is_open:
        return
    today, invite = clock.today(), url_for(".invite", school_id=school.id)
    yield from _vacancies(running, invite, today)
    for one in running:
        place = work.placed.get((one.person_id, None))
        if (said := _of_holder(one, today)) is not None:
            on, what = said
            ways = ("#book", "See dates") if _is_untrained(one) and work.to_book else (invite, INVITE)
            yield Pressing(on, one.name, f"{one.kind.label}: {what}{_placed(place)}", *ways)
    for other_id, name, given, family, ends_on in desk.list_covers_from(school.id):
        url = url_for(".school", school_id=other_id)
        yield Pressing(
            ends_on, name, f"{given} {family} covers this school until then", url, "See the school"
        )


def _vacancies(running: Sequence[Holder], invite: str, today: date) -> Iterator[Pressing]:
    here = {one.kind for one in running if one.starts_on <= today}
    if ChampionKind.LEAD not in here:
        title = f"This school has no {word.champion_short}"
        yield Pressing(today, title, "Somebody has to be found", invite, INVITE, is_late=True)
    if ChampionKind.DEPUTY not in here:
        yield Pressing(None, "This school has no deputy", "Somebody to stand in", invite, INVITE)


def _of_holder(one: Holder, today: date) -> tuple[date | None, str] | None:
    """What has to be done about somebody on the roster; None for nothing."""
    if not one.is_on_staff:
        return today, "left the school, and is still on the roster"
    if one.kind is ChampionKind.COVER:
        return one.ends_on, f"of {one.from_school}, covers until then"
    if one.ends_on is not None:
        return one.ends_on, "stands down, and nobody follows" if one.lapses else "hands over until then"
    if one.trained_until is None:
        return today, "not trained for it"
    return (one.runs_out_on, "trained no longer after that") if one.lapses else None
