"""What somebody missed, the open questions, and the people for whom it adds up."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ScalarSelect

from portal.kernel import clock
from portal.kernel.access import Actor, Open, Permission, access, can
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link, Waiting
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import plural
from training.bookings.queries import list_learners
from training.lost_places import finding, queries
from training.lost_places.domain import LadderRules, LossState
from training.lost_places.routes.blueprint import bp

# What the list of questions may be narrowed to.
SHOWN = (LossState.ANSWERED, LossState.OPEN, LossState.REFUSED)


@bp.get("/my-training/lost-places")
@access(Open.SIGNED_IN)
def list_mine() -> ResponseReturnValue:
    person_id, rules = current_actor().person_id, in_force(LadderRules)
    return render_template(
        "lost_places/list_mine.html",
        losses=finding.list_of(person_id),
        why=queries.read_ladder(person_id).why(rules),
        excused_within=rules.excused_within,
        now=clock.now(),
    )


@bp.get("/people/<int:person_id>/lost-places")
@access(Permission.LOST_PLACE_READ)
def list_of_person(person_id: int) -> ResponseReturnValue:
    """For those who run training, and for whoever leads an agency the person works for."""
    actor = current_actor()
    learner = next(
        (one for one in list_learners(person_id) if can(actor, Permission.LOST_PLACE_READ, one)), None
    )
    if learner is None:
        raise NotFound
    ladder, rules = queries.read_ladder(person_id), in_force(LadderRules)
    return render_template(
        "lost_places/list_of_person.html",
        learner=learner,
        losses=finding.list_of(person_id, actor),
        why=ladder.why(rules, of_others=True),
        ladder=ladder,
        is_barred=ladder.is_barred(rules),
        runs=can(actor, Permission.EVENT_MANAGE),
    )


@bp.get("/training/lost-places")
@access(Permission.ATTENDANCE_MARK)
def list_open() -> ResponseReturnValue:
    """The questions whose answers somebody decides about: trainers those of their own events."""
    actor = current_actor()
    state = next((one for one in SHOWN if one.value == request.args.get("state")), None)
    page = paged(finding.select_to_decide(actor, state), read_page_number(request.args))
    return render_template(
        "lost_places/list_open.html",
        page=page,
        state=state,
        states=[(one.value, one.label) for one in SHOWN],
        runs=can(actor, Permission.EVENT_MANAGE),
    )


@bp.get("/training/lost-places/people")
@access(Permission.LOST_PLACE_READ)
def list_people() -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "lost_places/list_people.html",
        page=paged(finding.select_people(actor), read_page_number(request.args)),
        rules=in_force(LadderRules),
        runs=can(actor, Permission.EVENT_MANAGE),
    )


def person_links(actor: Actor, person_id: int) -> list[Link]:
    """The way from somebody's page to what they missed."""
    if not can(actor, Permission.LOST_PLACE_READ):
        return []
    return [Link("Lost places", url_for("lost_places.list_of_person", person_id=person_id))]


def list_notes(person_id: int) -> Sequence[Waiting]:
    """What “My training” says about it: where somebody stands, while anything counts."""
    ladder = queries.read_ladder(person_id)
    if not ladder.days:
        return []
    said = ladder.why(in_force(LadderRules))
    return [Waiting("Places you lost", url_for("lost_places.list_mine"), said)]


def number_to_answer(actor: Actor) -> ScalarSelect[int]:
    return finding.number_to_answer(actor.person_id)


def card_to_answer(count: int) -> Waiting:
    return Waiting(
        title=f"Say why you did not come to {plural(count, 'event')}",
        url=url_for("lost_places.list_mine"),
        detail="With a good reason it does not count",
    )


def number_to_decide(actor: Actor) -> ScalarSelect[int] | None:
    return finding.number_to_decide(actor) if can(actor, Permission.ATTENDANCE_MARK) else None


def card_to_decide(count: int) -> Waiting:
    return Waiting(
        title=f"{plural(count, 'reason')} for lost places to look at",
        url=url_for("lost_places.list_open", state=LossState.ANSWERED.value),
        detail="Accept it or not, and say why",
    )


def number_barred(actor: Actor) -> ScalarSelect[int] | None:
    return finding.number_barred() if can(actor, Permission.EVENT_MANAGE) else None


def card_barred(count: int) -> Waiting:
    return Waiting(
        title=f"{plural(count, 'person', 'people')} whose bookings you have to agree to",
        url=url_for("lost_places.list_people"),
        detail="They missed too much training without a good reason",
    )
