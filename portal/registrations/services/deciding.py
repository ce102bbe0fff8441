"""What is decided about a request: approve, refuse, ask back; and their answer. Callers commit."""

from __future__ import annotations

from sqlalchemy import update

from portal.accounts.passwords import new_secret, secret_hash
from portal.kernel import activity, clock, working_days
from portal.kernel.access import SYSTEM, Actor, Permission, require
from portal.kernel.db import db
from portal.people.models import Person
from portal.registrations import letters, queries
from portal.registrations.domain import (
    AlreadyDecided,
    AnswerBack,
    AskBack,
    HandOn,
    LinkUsedUp,
    OwnRequest,
    QuestionWaits,
    Refuse,
    RegistrationRules,
    RequestFilter,
    RequestState,
    YoursToAnswer,
    left_on,
)
from portal.registrations.models import RegistrationQuestion, RegistrationRequest


def get_open(actor: Actor, request_id: int) -> RegistrationRequest:
    """The request, locked, if this actor may decide about it. Of two at once one comes too late."""
    request, is_own = queries.lock_request(actor, request_id)
    require(actor, Permission.REGISTRATION_DECIDE, request)
    if not request.state.is_open:
        raise AlreadyDecided
    if is_own:
        raise OwnRequest
    return request


def settle(
    actor: Actor, request: RegistrationRequest, state: RequestState, verb: str, *, reason: str = ""
) -> None:
    """Close the request: links to it are worth nothing from now on."""
    before = request.state
    request.state, request.reason = state, reason
    request.decided_by_id, request.decided_at = actor.person_id or None, clock.now()
    if before is RequestState.ASKED:
        _close_questions(request)
    activity.record(
        actor,
        verb,
        request,
        reason=reason,
        agency_id=request.agency_id,
        before={"state": before.value},
        after={"state": state.value},
    )


def _close_questions(request: RegistrationRequest) -> None:
    mine = RegistrationQuestion.request_id == request.id
    db.session.execute(update(RegistrationQuestion).where(mine).values(secret_hash=None))


def refuse(actor: Actor, command: Refuse) -> RegistrationRequest:
    """They are told the reason in its own words."""
    request = get_open(actor, command.request_id)
    settle(actor, request, RequestState.REFUSED, "refuse_registration", reason=command.reason)
    letters.tell_refused(request)
    return request


def hand_on(actor: Actor, command: HandOn) -> RegistrationRequest:
    """An agency's lead leaves it to the coordinators, who are told; it is due on the day it was due on."""
    request = get_open(actor, command.request_id)
    if actor.holds(*queries.DECIDES_ABOUT_ALL):
        raise YoursToAnswer
    request.handed_on_at, request.handed_on_by_id = clock.now(), actor.person_id
    request.handed_on_reason = command.reason
    activity.record(
        actor,
        "hand_on_registration",
        request,
        reason=command.reason,
        agency_id=request.agency_id,
        before={"answered_by": "the agency's lead"},
        after={"answered_by": "coordinators"},
    )
    letters.tell_handed_on(request, actor.name)
    return request


def note_export(actor: Actor, chosen: RequestFilter, file_format: str, count: int) -> None:
    """Write down that requests left the portal: how many, by which filters, and in which format."""
    require(actor, Permission.REGISTRATION_DECIDE)
    # What was typed is somebody's name, which the log need not keep.
    filters = {"state": chosen.state and chosen.state.value, "agency_id": chosen.agency_id}
    activity.record_all(
        actor,
        "export_registrations",
        Person,
        [actor.person_id],
        people=count,
        file_format=file_format,
        filters=filters,
    )


def ask_back(actor: Actor, command: AskBack, rules: RegistrationRules) -> RegistrationQuestion:
    """Ask them something. The clock stands until they answer."""
    request = get_open(actor, command.request_id)
    if request.state is RequestState.ASKED:
        raise QuestionWaits
    secret = new_secret()
    question = RegistrationQuestion(
        request_id=request.id,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        question=command.question,
        secret_hash=secret_hash(secret),
        expires_at=clock.now() + rules.question_waits,
    )
    db.session.add(question)
    _stop_clock(actor, request)
    letters.ask(request, question, secret, rules)
    return question


def _stop_clock(actor: Actor, request: RegistrationRequest) -> None:
    today, due = clock.today(), request.due_on or clock.today()
    request.state, request.days_left = RequestState.ASKED, left_on(today, due)
    activity.record(
        actor,
        "ask_registration",
        request,
        agency_id=request.agency_id,
        before={"state": RequestState.WAITING.value, "due_on": due.isoformat()},
        after={"state": request.state.value, "days_left": request.days_left},
    )


def answer_back(command: AnswerBack) -> RegistrationRequest:
    """Their answer; the clock goes on with the working days that were left."""
    found = queries.find_asked(command.secret)
    request = queries.lock_asked(found[1].id) if found else None
    if found is None or request is None:
        raise LinkUsedUp
    question = found[0]
    question.answer, question.answered_at, question.secret_hash = command.answer, clock.now(), None
    _start_clock(request)
    letters.tell_answered(request, question)
    return request


def _start_clock(request: RegistrationRequest) -> None:
    request.due_on = working_days.after(clock.today(), request.days_left or 1)
    request.state, request.days_left = RequestState.WAITING, None
    activity.record(
        SYSTEM,
        "answer_registration",
        request,
        agency_id=request.agency_id,
        before={"state": RequestState.ASKED.value},
        after={"state": request.state.value, "due_on": request.due_on.isoformat()},
    )


def lapse() -> int:
    """Close what nobody has answered a question about in time; says how many. Safe to run twice."""
    found = queries.list_unanswered()
    for request in found:
        settle(SYSTEM, request, RequestState.LAPSED, "lapse_registration")
        letters.tell_lapsed(request)
    return len(found)
