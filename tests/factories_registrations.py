"""Builders of requests to join."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from portal.accounts.passwords import secret_hash
from portal.kernel import clock
from portal.people.domain import RoleGroup
from portal.registrations.domain import RegistrationRules, RequestState, due_on
from portal.registrations.models import RegistrationQuestion, RegistrationRequest
from tests.factories import saved

_numbers = count(1)


def a_request(agency=None, state=RequestState.WAITING, **given) -> RegistrationRequest:
    """A saved request, confirmed today unless said otherwise."""
    number = next(_numbers)
    made = {"given_name": "Noor", "family_name": f"Newcomer{number}", "email": f"new{number}@demo.example"}
    made |= {"job_title": "Youth worker", "role_group": RoleGroup.YOUTH_WORK, "sent_at": clock.now()}
    made |= {"agency_id": agency.id} if agency else {"organisation": "Corner Boxing Club"}
    if state is not RequestState.UNCONFIRMED:
        made |= {"confirmed_at": clock.now(), "due_on": due_on(clock.today(), RegistrationRules())}
    if state is RequestState.ASKED:
        made |= {"days_left": 2}
    if state in {RequestState.REFUSED, RequestState.LAPSED}:
        made |= {"decided_at": clock.now(), "reason": "Not here"}
    return saved(RegistrationRequest(state=state, **{**made, **given}))


def a_question(request, **given) -> RegistrationQuestion:
    made = {"asked_at": clock.now(), "question": "Who is your manager?", "secret_hash": secret_hash("it")}
    made |= {"expires_at": clock.now() + timedelta(days=14), **given}
    return saved(RegistrationQuestion(request_id=request.id, **made))
