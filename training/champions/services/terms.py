"""What makes a Champion current, and the terms of the schools. Callers commit."""

from __future__ import annotations

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.differences import fingerprint
from training.champions import queries
from training.champions.domain import (
    AddTerm,
    ChooseCourses,
    ChosenMeanwhile,
    Span,
    TermEndsFirst,
    TermsOverlap,
)
from training.champions.models import ChampionCourse, SchoolTerm


def seen_courses() -> str:
    """A fingerprint of what is chosen now."""
    return _fingerprint({one.course_id for one in queries.list_champion_courses()})


def _fingerprint(course_ids: set[int]) -> str:
    return fingerprint({"courses": frozenset(course_ids)})


def choose_courses(actor: Actor, command: ChooseCourses) -> None:
    """A certificate of these courses makes a Champion current from now on."""
    require(actor, Permission.CHAMPION_MANAGE)
    kept = queries.list_champion_courses()
    before = {one.course_id: one.course.title for one in kept}
    if command.seen != _fingerprint(set(before)):
        raise ChosenMeanwhile
    titles = dict(queries.list_courses())
    wanted = command.course_ids & titles.keys()
    if wanted == before.keys():
        return
    for one in kept:
        if one.course_id not in wanted:
            db.session.delete(one)
    added = [ChampionCourse(course_id=course_id) for course_id in sorted(wanted - before.keys())]
    db.session.add_all(added)
    activity.record(
        actor,
        "choose_champion_courses",
        (added or kept)[0],
        before={"courses": sorted(before.values())},
        after={"courses": sorted(titles[one] for one in wanted)},
    )


def add_term(actor: Actor, command: AddTerm) -> SchoolTerm:
    """Enter a term; no day is in two of them."""
    require(actor, Permission.CHAMPION_MANAGE)
    if command.ends_on <= command.starts_on:
        raise TermEndsFirst
    wanted = Span(command.starts_on, command.ends_on)
    for one in queries.list_terms():
        if wanted.overlaps(Span(one.starts_on, one.ends_on)):
            raise TermsOverlap(f"These days are in “{one.name}” already")
    term = SchoolTerm(name=command.name, starts_on=command.starts_on, ends_on=command.ends_on)
    db.session.add(term)
    activity.record(actor, "add_school_term", term, name=term.name, before={}, after=_as_told(term))
    return term


def remove_term(actor: Actor, term_id: int) -> str:
    """Take a term out again; says its name."""
    require(actor, Permission.CHAMPION_MANAGE)
    term = queries.get_term(term_id)
    activity.record(actor, "remove_school_term", term, name=term.name, before=_as_told(term), after={})
    db.session.delete(term)
    return term.name


def _as_told(term: SchoolTerm) -> dict[str, str]:
    return {
        "name": term.name,
        "starts_on": term.starts_on.isoformat(),
        "ends_on": term.ends_on.isoformat(),
    }
