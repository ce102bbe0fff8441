"""Requests to join in the demo partnership: every kind, the same for the same seed."""

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.db import db
from portal.people.demo.cast import find_cast
from portal.registrations.domain import RequestFilter, RequestState
from portal.registrations.finding.matches import find_matches
from portal.registrations.models import RegistrationRequest
from portal.registrations.queries import select_requests


def seen_by(login) -> list[RegistrationRequest]:
    statement = select_requests(find_cast()[login].actor, RequestFilter(state=None))
    return [row[0] for row in db.session.execute(statement.order_by(RegistrationRequest.id))]


def test_the_agency_lead_finds_every_kind_and_the_coordinator_more(load_demo):
    with load_demo("joining", people=1_000).app_context():
        mine, all_of_them = seen_by("agency-lead"), seen_by("coordinator")
        assert {one.state for one in mine} == {
            RequestState.WAITING,
            RequestState.ASKED,
            RequestState.REFUSED,
        }
        assert sum(one.is_overdue(clock.today()) for one in mine) == 1
        assert [one.organisation for one in all_of_them if one.agency_id is None] == [
            "Acomb Green Youth Club"
        ]
        assert len(all_of_them) == len(mine) + 2


def test_one_of_them_is_in_the_register_already(load_demo):
    with load_demo("known", people=1_000).app_context():
        lead = find_cast()["agency-lead"].actor
        likely = [find_matches(lead, one) for one in seen_by("agency-lead")]
        assert any(found and found[0].why == "Same name and same agency or school" for found in likely)


def test_the_same_seed_gives_the_same_requests(load_demo):
    found = []
    for name in ("joining-once", "joining-again"):
        with load_demo(name, people=300).app_context():
            rows = select(RegistrationRequest.email, RegistrationRequest.state)
            found.append(db.session.execute(rows.order_by(RegistrationRequest.id)).all())
    assert found[0] == found[1]
