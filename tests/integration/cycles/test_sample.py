"""What may leave the sample, who stands in, and how a cycle goes on and ends."""

import dataclasses

import pytest
from sqlalchemy import select

from audits.cycles.checks import draws_that_differ
from audits.cycles.domain import AllocationState, CycleState, SampleState
from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.register.models import Assessment
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.slice import EXTENSION
from tests.factories import saved, someone
from tests.factories_audits import a_cycle, a_drawn_cycle, an_auditor_in
from tests.support.pages import errors_on, parse, words_of


@pytest.fixture
def cycle(coordinator):
    return a_drawn_cycle(coordinator, strata=[], double_mark_percent=100)


def items(cycle, **by):
    db.session.expire_all()
    statement = select(SampleItem).filter_by(cycle_id=cycle.id, **by).order_by(SampleItem.position)
    return db.session.scalars(statement).all()


def leave(client, item, **answers):
    return client.submit(f"/audits/cycles/sample/{item.id}/leave", **{"reason": "duplicate", **answers})


def reference_of(item):
    return db.session.get_one(Assessment, item.assessment_id).reference


class TestReplace:
    def test_the_next_on_the_reserve_list_stands_in(self, client, cycle):
        gone, reserve = items(cycle, is_reserve=False)[0], items(cycle, is_reserve=True)
        page = client.follow(leave(client, gone, note="See FEHA-1"))
        (stand_in,) = items(cycle, replaces_id=gone.id)
        assert (stand_in.id, stand_in.marks, stand_in.is_reserve) == (reserve[0].id, 2, False)
        assert (gone.state, gone.reason) == (
            SampleState.REPLACED,
            "It is the same assessment as another in the sample: See FEHA-1",
        )
        assert f"Stands in for {reference_of(gone)}" in words_of(parse(page.text).select_one("main"))
        assert list(draws_that_differ()) == []

    def test_both_are_logged(self, client, cycle):
        leave(client, items(cycle, is_reserve=False)[0])
        verbs = db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()
        assert sorted(verbs[-2:]) == ["leave_sample", "stand_in"]

    def test_a_reserve_that_is_on_hold_by_now_is_passed_over(self, client, cycle):
        first, second = items(cycle, is_reserve=True)[:2]
        db.session.get_one(Assessment, first.assessment_id).on_hold = True
        db.session.commit()
        gone = items(cycle, is_reserve=False)[0]
        leave(client, gone)
        assert items(cycle, replaces_id=gone.id)[0].id == second.id
        assert first.state is SampleState.WITHDRAWN

    def test_an_empty_reserve_list_is_said_and_the_other_way_offered(self, client, coordinator):
        cycle = a_drawn_cycle(coordinator, assessments=4, strata=[])
        gone = items(cycle)[0]
        page = leave(client, gone)
        assert errors_on(page.text) == [
            "The reserve list of this stratum is used up. Take the assessment out of the sample instead"
        ]
        client.follow(leave(client, gone, then="withdraw"))
        assert items(cycle)[0].state is SampleState.WITHDRAWN

    def test_asks_for_a_listed_reason(self, client, cycle):
        page = client.submit(f"/audits/cycles/sample/{items(cycle, is_reserve=False)[0].id}/leave")
        assert errors_on(page.text) == ["Select a reason"]

    @pytest.mark.parametrize(
        ("state", "after"),
        [(AllocationState.PROPOSED, None), (AllocationState.ISSUED, AllocationState.DECLINED)],
    )
    def test_work_that_was_given_is_taken_back(self, client, cycle, state, after):
        gone, auditor = items(cycle, is_reserve=False)[0], an_auditor_in(cycle)
        given = Allocation(sample_item_id=gone.id, auditor_id=auditor.person_id, slot=1, state=state)
        saved(given)
        leave(client, gone)
        db.session.expire_all()
        assert db.session.scalars(select(Allocation.state)).one_or_none() == after
        told = db.session.scalars(select(OutgoingMessage.recipient)).all()
        assert told == ([auditor.email] if after else [])

    def test_accepted_work_must_be_handed_back_first(self, client, cycle):
        gone, auditor = items(cycle, is_reserve=False)[0], an_auditor_in(cycle)
        accepted = {"slot": 1, "state": AllocationState.ACCEPTED}
        saved(Allocation(sample_item_id=gone.id, auditor_id=auditor.person_id, **accepted))
        assert errors_on(leave(client, gone).text)[0].startswith("An auditor has accepted this assessment")

    def test_what_has_left_cannot_leave_again(self, client, cycle):
        gone = items(cycle, is_reserve=False)[0]
        leave(client, gone)
        assert errors_on(leave(client, gone).text) == ["This assessment has already left the sample"]

    def test_a_reserve_has_no_such_page(self, client, cycle):
        url = f"/audits/cycles/sample/{items(cycle, is_reserve=True)[0].id}/leave"
        assert client.get(url).status_code == 404


def test_an_empty_second_slot_can_be_settled(client, cycle):
    an_auditor_in(cycle, capacity=9)
    client.submit(f"/audits/cycles/{cycle.id}/allocation", form="form[action$='/propose']")
    client.submit(f"/audits/cycles/{cycle.id}/allocation", form="form[action$='/mark-once']")
    assert sorted(item.marks for item in items(cycle, is_reserve=False)) == [1, 2, 2, 2]


class TestSteps:
    @pytest.fixture
    def blocked(self, app, monkeypatch):
        """A room above that has something against the next step."""
        registry = app.extensions[EXTENSION]
        blocker = dataclasses.replace(
            registry.slices[0],
            providers={
                **registry.slices[0].providers,
                "cycle_blockers": lambda _cycle, _to: ["2 audits are open"],
            },
        )
        monkeypatch.setitem(
            app.extensions, EXTENSION, dataclasses.replace(registry, slices=(blocker, *registry.slices[1:]))
        )

    @pytest.fixture
    def open_cycle(self, coordinator):
        return saved(a_cycle(coordinator, state=CycleState.OPEN))

    def test_moves_on_step_by_step_to_closed(self, client, open_cycle):
        url = f"/audits/cycles/{open_cycle.id}"
        for state in ("moderating", "feedback", "published", "closed"):
            client.follow(client.submit(url, form="form[action$='/advance']"))
            db.session.expire_all()
            assert open_cycle.state == state
        assert "This cycle is closed" in client.get(url).text

    def test_slots_to_fill_stand_against_moderating(self, client, cycle):
        cycle.state = CycleState.OPEN
        db.session.commit()
        page = client.get(f"/audits/cycles/{cycle.id}").text
        assert "8 marks still to be handed out" in page
        assert not parse(page).select("form[action$='/advance']")

    @pytest.mark.usefixtures("blocked")
    def test_shows_what_stands_against_a_step(self, client, open_cycle):
        page = parse(client.get(f"/audits/cycles/{open_cycle.id}").text)
        assert "Before it can move to “Moderating”: 2 audits are open" in words_of(page.select_one("main"))
        assert not page.select("form[action$='/advance']")

    def test_two_clicks_do_not_take_two_steps(self, client, open_cycle):
        url = f"/audits/cycles/{open_cycle.id}"
        token = parse(client.get(url).text).select_one("main input[name=csrf_token]")["value"]
        sent = {"csrf_token": token, "to": "moderating"}
        assert client.post(f"{url}/advance", data=sent).status_code == 302
        assert client.post(f"{url}/advance", data=sent).status_code == 409
        assert client.post(f"{url}/advance", data=sent | {"to": "drawn"}).status_code == 409

    def test_is_called_off_with_a_reason(self, client, open_cycle):
        url = f"/audits/cycles/{open_cycle.id}/cancel"
        assert errors_on(client.submit(url).text) == ["Enter a reason"]
        client.follow(client.submit(url, reason="Two auditors left"))
        db.session.expire_all()
        assert open_cycle.state is CycleState.CANCELLED

    def test_what_is_published_cannot_be_called_off(self, client, open_cycle):
        open_cycle.state = CycleState.PUBLISHED
        db.session.commit()
        page = client.submit(f"/audits/cycles/{open_cycle.id}/cancel", reason="Too late")
        assert errors_on(page.text)[0].startswith("This cycle is published")


class TestHome:
    def test_a_coordinator_sees_what_waits(self, client, coordinator):
        saved(a_cycle(coordinator, name="Spring"))
        saved(a_cycle(coordinator, name="Done", state=CycleState.CLOSED))
        page = client.get("/").text
        assert "Draw the sample in “Spring”" in page
        assert "Done" not in page

    def test_nobody_else_does(self, client):
        saved(a_cycle(name="Spring"))
        client.sign_in(someone(Role.AUDITOR))
        assert "Spring" not in client.get("/").text


def test_the_check_finds_a_cycle_without_its_frame(coordinator):
    cycle = a_drawn_cycle(coordinator)
    db.session.execute(db.text("DELETE FROM cycle_frame"))
    assert list(draws_that_differ()) == [f"{cycle.name}: what it was drawn from is not kept"]
    assert db.session.get_one(AuditCycle, cycle.id).drawn_at
