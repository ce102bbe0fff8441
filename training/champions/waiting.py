"""What waits on the home page: schools without a Champion or a deputy."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import ScalarSelect, func, select

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.slice import Waiting
from portal.kernel.text import plural
from portal.kernel.words import word
from training.champions import finding, queries
from training.champions.domain import Gap
from training.champions.queries import briefings, inviting
from training.requirements.queries import people


def find_gaps(actor: Actor) -> list[Waiting]:
    """For those who run training, how many schools; for Champions and agency leads, their own."""
    if actor.holds(Role.COORDINATOR, Role.TRAINING_LEAD):
        return _of_everybody()
    schools, agencies = actor.schools_as(Role.CHAMPION), actor.agencies_as(Role.AGENCY_LEAD)
    if not schools and not agencies:
        return []
    return [_card(gap) for gap in queries.list_gaps(schools, agencies, clock.today())]


def number_to_answer(actor: Actor) -> ScalarSelect[int] | None:
    """Invitations that wait for this person's answer."""
    return inviting.count_open(actor.person_id).scalar_subquery()


def card_to_answer(count: int) -> Waiting:
    asked = "A school asks" if count == 1 else f"{count} schools ask"
    title = f"{asked} you to be {word.champion_short} or deputy"
    return Waiting(title, url_for("champions.list_invitations"))


def number_to_appoint(actor: Actor) -> ScalarSelect[int] | None:
    """Those who said yes and whom this person may appoint."""
    found = inviting.select_to_appoint(actor)
    return None if found is None else select(func.count()).select_from(found.subquery()).scalar_subquery()


def card_to_appoint(count: int) -> Waiting:
    said = f"{plural(count, 'person', 'people')} said yes to being {word.champion_short} or deputy"
    return Waiting(said, url_for("champions.list_invitations"), "Appoint them, or take the invitation back")


def number_pressing(actor: Actor) -> ScalarSelect[int] | None:
    """How many of the staff of this Champion's schools have training to see to."""
    schools = actor.schools_as(Role.CHAMPION)
    return people.count_pressing_at(schools) if schools else None


def card_pressing(count: int) -> Waiting:
    title = f"{plural(count, 'colleague has', 'colleagues have')} required training to see to"
    return Waiting(title, url_for("champions.find_desk"), "Who lapses, and the dates to book them on")


def number_to_pass_on(actor: Actor) -> ScalarSelect[int] | None:
    """Briefings that a school of this Champion has not passed on."""
    schools = actor.schools_as(Role.CHAMPION)
    return briefings.number_to_pass_on(schools) if schools else None


def card_to_pass_on(count: int) -> Waiting:
    return Waiting(f"{plural(count, 'briefing')} to pass on", url_for("champions.list_briefings"))


def _of_everybody() -> list[Waiting]:
    missing = finding.count_covered().without_lead
    if not missing:
        return []
    return [
        Waiting(
            title=f"{plural(missing, 'school')} without {word.a_champion}",
            url=url_for("champions.roster", gap=Gap.NO_LEAD.value),
        )
    ]


def _card(gap: queries.SchoolGap) -> Waiting:
    missing = word.champion_short if not gap.has_lead else "deputy"
    return Waiting(
        title=f"{gap.name} has no {missing}",
        url=url_for("champions.school", school_id=gap.id),
        detail="" if gap.has_lead or gap.has_deputy else "Nor a deputy",
    )
