"""Auditors, slots, conflicts, pins, and handing the work out."""

import pytest
from sqlalchemy import select

from audits.cycles.checks import broken_conflicts
from audits.cycles.domain import AllocationState, CycleState, SampleState
from audits.cycles.models import Allocation, AuditCycle, CycleAuditor, SampleItem
from audits.register.domain import LinkKind
from audits.register.models import Assessment
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Person
from tests.factories import a_person, saved, someone
from tests.factories_audits import a_drawn_cycle, a_link, an_auditor_in
from tests.support.client import recorded_statements
from tests.support.pages import errors_on, parse, words_of

ALLOCATE = "form[action$='/propose']"
ADD = "form:has(#capacity)"
HAND_OUT = "form[action$='/issue']"


@pytest.fixture
def cycle(coordinator):
    """Four assessments, each to be marked once."""
    return a_drawn_cycle(coordinator, double_mark_percent=0)


def url_of(cycle, page="allocation"):
    return f"/audits/cycles/{cycle.id}/{page}"


def allocate(client, cycle):
    return client.follow(client.submit(url_of(cycle), form=ALLOCATE))


def allocations(**by):
    db.session.expire_all()
    return db.session.scalars(select(Allocation).filter_by(**by).order_by(Allocation.id)).all()


def sampled(cycle):
    rows = select(SampleItem).where(SampleItem.cycle_id == cycle.id, SampleItem.is_reserve.is_(False))
    return db.session.scalars(rows.order_by(SampleItem.id)).all()


def reference_of(item):
    return db.session.get_one(Assessment, item.assessment_id).reference


def bar(cycle, account, *, but=0):
    """Tie this auditor to all of the sample but the first few."""
    person = db.session.get_one(Person, account.person_id)
    for item in sampled(cycle)[but:]:
        saved(a_link(db.session.get_one(Assessment, item.assessment_id), person, LinkKind.AUTHOR))


class TestAuditors:
    def test_adds_an_auditor_and_changes_the_capacity(self, client, cycle):
        auditor = someone(Role.AUDITOR)
        for capacity in (3, 7):
            client.submit(url_of(cycle, "auditors"), form=ADD, person=auditor.person_id, capacity=capacity)
        assert [row.capacity for row in db.session.scalars(select(CycleAuditor))] == [7]

    def test_offers_only_people_with_the_role(self, client, cycle):
        saved(a_person())
        auditor = someone(Role.AUDITOR)
        options = parse(client.get(url_of(cycle, "auditors")).text).select("select option")
        assert [option["value"] for option in options] == ["", str(auditor.person_id)]

    def test_whoever_runs_the_cycle_never_audits_in_it(self, client, cycle):
        boss = someone(Role.AUDITOR, Role.COORDINATOR)
        cycle.run_by_id = boss.person_id
        db.session.commit()
        page = client.submit(url_of(cycle, "auditors"), person=boss.person_id, capacity=2)
        assert errors_on(page.text) == ["The coordinator who runs a cycle does not audit in it"]

    def test_asks_for_a_person_and_a_number(self, client, cycle):
        page = client.submit(url_of(cycle, "auditors"), capacity="some")
        assert errors_on(page.text) == ["Select an auditor", "Most audits must be a whole number"]

    def test_removing_empties_what_was_only_proposed(self, client, cycle):
        an_auditor_in(cycle)
        allocate(client, cycle)
        client.follow(client.submit(url_of(cycle, "auditors"), form="form[action$='/remove']"))
        assert not allocations()

    def test_somebody_with_work_stays(self, client, cycle):
        auditor = an_auditor_in(cycle)
        allocate(client, cycle)
        remove = f"{url_of(cycle, 'auditors')}/{auditor.person_id}/remove"
        page = parse(client.get(url_of(cycle, "auditors")).text)
        token = page.select_one("main input[name=csrf_token]")["value"]
        client.submit(url_of(cycle), form=HAND_OUT)
        assert client.post(remove, data={"csrf_token": token}).status_code == 409


class TestAllocate:
    def test_fills_every_slot_evenly(self, client, cycle):
        for _ in range(2):
            an_auditor_in(cycle, capacity=4)
        page = allocate(client, cycle)
        assert "Every slot has an auditor" in page.text
        loads = [one.auditor_id for one in allocations(state=AllocationState.PROPOSED)]
        assert sorted(loads.count(person) for person in set(loads)) == [2, 2]
        assert db.session.get_one(AuditCycle, cycle.id).state is CycleState.ALLOCATED

    def test_a_second_mark_is_never_the_first_markers(self, client, coordinator):
        cycle = a_drawn_cycle(coordinator, double_mark_percent=100)
        for _ in range(3):
            an_auditor_in(cycle, capacity=8)
        allocate(client, cycle)
        pairs = {(one.sample_item_id, one.auditor_id) for one in allocations()}
        assert len(pairs) == len(allocations()) == 8

    def test_goes_round_every_conflict(self, client, cycle):
        tied, free = an_auditor_in(cycle), an_auditor_in(cycle)
        bar(cycle, tied)
        allocate(client, cycle)
        assert {one.auditor_id for one in allocations()} == {free.person_id}
        assert list(broken_conflicts()) == []

    def test_an_impossible_slot_names_everybody_and_the_rule(self, client, cycle):
        tied = an_auditor_in(cycle, given_name="Tia", family_name="Tied")
        an_auditor_in(cycle, capacity=1, given_name="Fay", family_name="Full")
        bar(cycle, tied, but=2)
        page = allocate(client, cycle)
        assert "1 slot cannot be filled" in page.text
        empty = next(item for item in sampled(cycle) if not allocations(sample_item_id=item.id))
        main = words_of(parse(page.text).select_one("main"))
        assert (
            f"{reference_of(empty)}, first mark Fay Full has no capacity leftTia Tied wrote the assessment"
            in main
        )
        assert "What would help: Raise the capacity of Fay Full" in main
        assert db.session.get_one(AuditCycle, cycle.id).state is CycleState.DRAWN

    def test_statements_do_not_grow_with_the_sample(self, client, coordinator):
        def statements(size):
            cycle = a_drawn_cycle(coordinator, assessments=size * 2, size=size)
            for _ in range(4):
                an_auditor_in(cycle, capacity=size)
            allocate(client, cycle)
            with recorded_statements() as sent:
                client.get(url_of(cycle))
            return len(sent)

        assert statements(5) == statements(60)


class TestPins:
    def pin(self, client, item, auditor):
        return client.submit(f"/audits/cycles/sample/{item.id}/slots/1", auditor=auditor.person_id)

    def test_a_pin_survives_the_next_allocation(self, client, cycle):
        chosen, other = an_auditor_in(cycle, capacity=1), an_auditor_in(cycle)
        item = sampled(cycle)[0]
        self.pin(client, item, chosen)
        allocate(client, cycle)
        allocate(client, cycle)
        (pinned,) = allocations(auditor_id=chosen.person_id)
        assert (pinned.sample_item_id, pinned.is_pinned) == (item.id, True)
        assert len(allocations(auditor_id=other.person_id)) == 3

    def test_an_unpinned_slot_is_decided_again(self, client, cycle):
        self.pin(client, sampled(cycle)[0], an_auditor_in(cycle))
        client.submit(url_of(cycle), form="form[action$='/unpin']")
        assert [one.is_pinned for one in allocations()] == [False]

    def test_a_barred_auditor_is_named_and_not_offered(self, client, cycle):
        tied = an_auditor_in(cycle, given_name="Tia", family_name="Tied")
        bar(cycle, tied)
        page = client.get(f"/audits/cycles/sample/{sampled(cycle)[0].id}/slots/1").text
        assert "Tia Tied wrote the assessment" in page
        assert not parse(page).select("main input[type=radio]")

    def test_a_pin_that_became_a_conflict_is_refused(self, client, cycle):
        auditor = an_auditor_in(cycle, given_name="Tia", family_name="Tied")
        url = f"/audits/cycles/sample/{sampled(cycle)[0].id}/slots/1"
        shown = client.get(url).text
        bar(cycle, auditor)
        token = parse(shown).select_one("main input[name=csrf_token]")["value"]
        page = client.post(url, data={"csrf_token": token, "auditor": auditor.person_id})
        assert errors_on(page.text) == ["Tia Tied wrote the assessment"]
        assert not allocations()

    def test_a_tie_declared_after_the_pin_stops_the_allocation(self, client, cycle):
        auditor = an_auditor_in(cycle)
        self.pin(client, sampled(cycle)[0], auditor)
        bar(cycle, auditor)
        answer = client.submit(url_of(cycle), form=ALLOCATE)
        assert answer.status_code == 409
        assert "wrote the assessment" in answer.text

    def test_an_unknown_slot_is_not_found(self, client, cycle):
        an_auditor_in(cycle)
        assert client.get(f"/audits/cycles/sample/{sampled(cycle)[0].id}/slots/2").status_code == 404


class TestHandOut:
    def test_opens_the_cycle_and_tells_each_auditor_once(self, client, cycle):
        first, second = an_auditor_in(cycle), an_auditor_in(cycle)
        allocate(client, cycle)
        page = client.follow(client.submit(url_of(cycle), form=HAND_OUT))
        assert "The audits are with their auditors" in page.text
        assert {(one.state, one.due_on) for one in allocations()} == {(AllocationState.ISSUED, cycle.due_on)}
        assert db.session.get_one(AuditCycle, cycle.id).state is CycleState.OPEN
        assert {item.state for item in sampled(cycle)} == {SampleState.CONFIRMED}
        told = db.session.scalars(select(OutgoingMessage)).all()
        assert sorted(one.recipient for one in told) == sorted([first.email, second.email])
        assert "2 assessments are waiting for your audit" in told[0].body

    def test_says_whom_no_message_reaches(self, client, cycle):
        auditor = an_auditor_in(cycle, given_name="Pat", family_name="Post")
        db.session.get_one(Person, auditor.person_id).email = None
        db.session.commit()
        allocate(client, cycle)
        page = client.follow(client.submit(url_of(cycle), form=HAND_OUT))
        assert "No message reaches Pat Post: tell them yourself" in page.text

    def test_the_office_contact_of_two_gets_a_letter_for_each(self, client, cycle):
        contact = someone(email="office@demo.example")
        for name in ("Pat", "Kim"):
            auditor = an_auditor_in(cycle, given_name=name, family_name="Post")
            person = db.session.get_one(Person, auditor.person_id)
            person.email, person.office_contact_id = None, contact.person_id
        db.session.commit()
        allocate(client, cycle)
        client.submit(url_of(cycle), form=HAND_OUT)
        told = db.session.scalars(select(OutgoingMessage)).all()
        assert {one.recipient for one in told} == {"office@demo.example"}
        assert {one.subject.split(":")[0] for one in told} == {"For Pat Post", "For Kim Post"}

    def test_a_tie_declared_since_stops_it(self, client, cycle):
        auditor = an_auditor_in(cycle)
        allocate(client, cycle)
        bar(cycle, auditor, but=3)
        answer = client.submit(url_of(cycle), form=HAND_OUT)
        assert answer.status_code == 409
        assert "wrote the assessment" in answer.text
        assert {one.state for one in allocations()} == {AllocationState.PROPOSED}
        assert len(list(broken_conflicts())) == 1

    def test_a_slot_handed_back_is_filled_by_somebody_else_and_told_again(self, client, cycle):
        first, second = an_auditor_in(cycle, capacity=8), an_auditor_in(cycle, capacity=8)
        allocate(client, cycle)
        client.submit(url_of(cycle), form=HAND_OUT)
        back = allocations(auditor_id=first.person_id)[0]
        back.state = AllocationState.DECLINED
        db.session.commit()
        assert "1 mark still to be handed out" in client.get(f"/audits/cycles/{cycle.id}").text
        allocate(client, cycle)
        client.submit(url_of(cycle), form=HAND_OUT)
        new = allocations(sample_item_id=back.sample_item_id)[-1]
        assert (new.auditor_id, new.state) == (second.person_id, AllocationState.ISSUED)
        assert len(db.session.scalars(select(OutgoingMessage)).all()) == 3

    def test_everything_is_logged(self, client, cycle):
        an_auditor_in(cycle)
        allocate(client, cycle)
        client.submit(url_of(cycle), form=HAND_OUT)
        verbs = db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()
        assert verbs[-3:] == ["draw_sample", "allocate", "issue"]
