"""The audit half of the demo partnership, and the stories its accounts open on."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from audits.cycles.domain import AllocationState, CycleState
from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.feedback.finding import list_courses_for
from audits.feedback.models import Feedback
from audits.feedback.queries import count_unread
from audits.marking.domain import FINISHED, AuditState, submission_of
from audits.marking.models import Audit, Mark, SafeguardingAlert
from audits.marking.queries.tasks import count_tasks_to_do
from audits.register.models import Assessment, AssessmentLink
from checklists.guard import problems
from checklists.queries import get_form
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.identifiers import find_identifiers
from portal.kernel.outbox import OutgoingMessage
from portal.people.demo.cast import find_cast
from tests.integration.demo.test_people import count
from training.catalogue.models import Course

pytestmark = pytest.mark.usefixtures("demo")


def marks_of(audit_id):
    return {mark.key: mark for mark in db.session.scalars(select(Mark).where(Mark.audit_id == audit_id))}


def led_by(login):
    return select(Assessment.id).where(Assessment.lead_practitioner_id == find_cast()[login].person_id)


def test_references_count_up_through_each_year():
    references = db.session.scalars(select(Assessment.reference)).all()
    assert len(references) >= 160
    assert all(re.fullmatch(r"FEHA-20\d\d-\d{4,}", reference) for reference in references)


def test_assessments_are_open_and_closed_in_every_area_and_not_in_the_future():
    assert count(select(Assessment.local_area_id).distinct()) == 3
    assert count(select(Assessment.status).distinct()) == 2
    assert count(select(Assessment.id).where(Assessment.opened_on > clock.today())) == 0
    assert count(select(Assessment.id).where(Assessment.closed_on > clock.today())) == 0


def test_the_practitioner_leads_some():
    assert count(led_by("practitioner")) > 3


def test_some_auditors_have_had_a_part():
    auditor = find_cast()["auditor"].person_id
    assert count(select(AssessmentLink.id).where(AssessmentLink.person_id == auditor)) > 1


def cycle_in(state):
    return db.session.scalars(select(AuditCycle).where(AuditCycle.state == state)).one()


def audits_in(cycle, *where):
    return (
        select(Audit.id)
        .join(Allocation, Allocation.id == Audit.allocation_id)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .where(SampleItem.cycle_id == cycle.id, *where)
    )


@pytest.mark.parametrize("state", [CycleState.CLOSED, CycleState.OPEN, CycleState.PLANNED])
def test_there_is_a_cycle_that_is(state):
    assert cycle_in(state).run_by_id == find_cast()["coordinator"].person_id


def test_every_audit_of_the_closed_cycle_is_finished():
    closed = cycle_in(CycleState.CLOSED)
    assert count(audits_in(closed)) > closed.size
    assert count(audits_in(closed, Audit.state.not_in(FINISHED))) == 0
    assert count(audits_in(closed, Audit.submitted_at < clock.now())) == count(audits_in(closed))


def test_submitted_audits_pass_the_guard_and_name_nobody():
    for audit in db.session.scalars(select(Audit).where(Audit.submitted_at.is_not(None))):
        form = get_form(audit.checklist_version_id, audit.form_kind)
        marks = {key: mark.given() for key, mark in marks_of(audit.id).items()}
        assert problems(form, submission_of(form, marks, audit.unsafe_child)) == ()
        words = [*(word for mark in marks.values() for word in mark.words), *audit.closing.values()]
        assert [hit for word in words for hit in find_identifiers(word, clock.today())] == []


def test_grades_are_spread():
    grades = set(db.session.scalars(select(Audit.grade).where(Audit.grade.is_not(None))))
    assert {2, 3} < grades


@pytest.mark.parametrize("login", ["auditor", "auditor2"])
def test_each_auditor_has_one_handed_in_one_half_done_and_some_to_begin(login):
    mine = Audit.auditor_id == find_cast()[login].person_id
    running = cycle_in(CycleState.OPEN)
    drafts = db.session.scalars(audits_in(running, mine, Audit.state == AuditState.DRAFT)).all()
    assert count(audits_in(running, mine, Audit.submitted_at.is_not(None))) == 1
    assert [len(marks_of(audit)) for audit in drafts] == [17]
    to_do, _ = count_tasks_to_do(find_cast()[login].actor)
    assert to_do > 1


def test_a_moderator_and_the_coordinator_have_something_to_decide():
    running = cycle_in(CycleState.OPEN)
    assert count(audits_in(running, Audit.state == AuditState.NEEDS_MODERATION)) == 2
    handed_back = select(Allocation.id).where(Allocation.state == AllocationState.DECLINED)
    assert count(handed_back) == 1


def test_the_safeguarding_lead_has_one_alert_that_nobody_has_seen():
    assert count(select(SafeguardingAlert.id).where(SafeguardingAlert.seen_at.is_(None))) == 1
    assert count(select(SafeguardingAlert.id).where(SafeguardingAlert.decided_at.is_not(None))) == 1
    told = select(OutgoingMessage.recipient).where(OutgoingMessage.kind == "safeguarding_alert")
    assert db.session.scalars(told).all() == ["safeguarding@demo.example"]


def test_the_practitioner_has_feedback_that_points_to_courses():
    practitioner = find_cast()["practitioner"].person_id
    audit_id = db.session.scalars(select(Feedback.audit_id).where(Feedback.person_id == practitioner)).first()
    weak = {key for key, mark in marks_of(audit_id).items() if mark.answer == "2"}
    assert {"C1", "C2", "F3"} <= weak
    taught = {item for course in db.session.scalars(select(Course)) for item in course.audit_items}
    assert {key for key in weak if not key.startswith("GH")} <= taught


def test_everybody_who_led_in_the_closed_cycle_has_feedback():
    led = (
        select(SampleItem.id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .where(
            SampleItem.cycle_id == cycle_in(CycleState.CLOSED).id,
            SampleItem.is_reserve.is_(False),
            Assessment.lead_practitioner_id.is_not(None),
        )
    )
    assert count(select(Feedback.id)) == count(led) > 10


def test_the_practitioners_feedback_waits_and_suggests_courses_with_a_date():
    assert count_unread(find_cast()["practitioner"].actor) >= 1
    suggested = list_courses_for(["C1", "C2", "F3"], 3)
    assert len(suggested) == 3
    assert any(course.next_at for course in suggested)
