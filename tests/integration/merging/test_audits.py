"""Nobody comes to audit their own case because two records turned out to be one person's."""

import pytest

from audits.cycles.checks import broken_conflicts
from audits.cycles.domain import AllocationState
from audits.cycles.models import Allocation, CycleAuditor, SampleItem
from audits.register.domain import LinkKind
from audits.register.models import Assessment, AssessmentLink
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.merging.domain import InTheWay, Side
from portal.people.models import Agency
from portal.people.queries import get_person
from tests.factories import a_post, actor_of, saved, someone
from tests.factories_audits import a_drawn_cycle, a_link, an_auditor_in
from tests.factories_merging import a_colleague, a_pair, merged, undone


@pytest.fixture
def cycle():
    return a_drawn_cycle()


@pytest.fixture
def auditor(cycle):
    return get_person(an_auditor_in(cycle).person_id)


@pytest.fixture
def item(cycle):
    rows = db.session.query(SampleItem).filter_by(cycle_id=cycle.id, is_reserve=False)
    return rows.order_by(SampleItem.id).first()


@pytest.fixture
def given(item, auditor):
    return saved(Allocation(sample_item_id=item.id, auditor_id=auditor.id, state=AllocationState.ACCEPTED))


@pytest.fixture
def assessment(item):
    return db.session.get(Assessment, item.assessment_id)


@pytest.fixture
def administrator():
    return actor_of(someone(Role.ADMINISTRATOR), Role.ADMINISTRATOR)


def test_an_auditor_does_not_become_the_one_who_led_it(administrator, given, auditor, lost, assessment):
    assessment.lead_practitioner_id = lost.id
    db.session.commit()
    with pytest.raises(InTheWay, match=f"{assessment.reference}.*is the lead practitioner"):
        merged(a_pair(auditor, lost), actor=administrator)


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize("tie", LinkKind)
def test_nor_one_who_had_a_part_in_it(administrator, auditor, lost, assessment, tie):
    saved(a_link(assessment, lost, tie))
    with pytest.raises(InTheWay, match=assessment.reference):
        merged(a_pair(auditor, lost), actor=administrator)


@pytest.mark.usefixtures("given")
def test_nor_the_manager_of_who_led_it(administrator, auditor, lost, assessment):
    leader = a_colleague()
    assessment.lead_practitioner_id = leader.id
    saved(a_post(leader, db.session.get(Agency, assessment.agency_id), manager_id=lost.id))
    with pytest.raises(InTheWay, match="manages the lead practitioner"):
        merged(a_pair(auditor, lost), actor=administrator)


def test_nor_one_who_runs_the_cycle(administrator, cycle, auditor):
    runner = get_person(cycle.run_by_id)
    with pytest.raises(InTheWay, match="One runs the audit cycle"):
        merged(a_pair(auditor, runner), actor=administrator)


def test_nor_one_who_handed_it_back(administrator, item, given, auditor, lost):
    saved(Allocation(sample_item_id=item.id, auditor_id=lost.id, slot=2, state=AllocationState.DECLINED))
    with pytest.raises(InTheWay, match="has handed this assessment back"):
        merged(a_pair(auditor, lost), actor=administrator)


def test_nor_both_markers_of_one_assessment(administrator, item, given, auditor, lost):
    saved(Allocation(sample_item_id=item.id, auditor_id=lost.id, slot=2, state=AllocationState.ACCEPTED))
    with pytest.raises(InTheWay, match="Both audit"):
        merged(a_pair(auditor, lost), actor=administrator)


def test_ties_follow_and_are_noted_once(administrator, auditor, lost, assessment, cycle):
    for person in (auditor, lost):
        saved(a_link(assessment, person, LinkKind.TAF))
    saved(a_link(assessment, lost, LinkKind.AUTHOR))
    saved(CycleAuditor(cycle_id=cycle.id, person_id=lost.id, capacity=2))
    done = merged(a_pair(auditor, lost), actor=administrator)
    links = db.session.query(AssessmentLink).filter_by(person_id=auditor.id)
    assert {link.kind for link in links} == {LinkKind.TAF, LinkKind.AUTHOR}
    assert [one.person_id for one in db.session.query(CycleAuditor)] == [auditor.id]
    assert not list(broken_conflicts())
    undone(done, administrator)
    assert db.session.query(AssessmentLink).count() == 3
    assert db.session.query(CycleAuditor).count() == 2


def test_work_goes_along_where_nothing_stands_in_the_way(administrator, given, auditor, kept):
    keep = Side.FIRST if kept.id < auditor.id else Side.SECOND
    done = merged(a_pair(kept, auditor), keep, administrator)
    assert (done.kept_id, given.auditor_id) == (kept.id, kept.id)
    assert not list(broken_conflicts())
