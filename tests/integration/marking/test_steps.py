"""What marking has against the next step of a cycle."""

import pytest

from audits.cycles.domain import AllocationState, CycleState
from audits.marking.services.steps import find_blockers
from portal.kernel.db import db
from tests.integration.marking import scene as cast


@pytest.fixture
def scene():
    return cast.a_scene(marks=2)


def test_marks_that_were_not_handed_in_stand_against_moderating(scene):
    assert find_blockers(scene.cycle.id, CycleState.MODERATING) == ["2 audits are not submitted yet"]
    assert find_blockers(scene.cycle.id, CycleState.FEEDBACK) == []


def test_a_mark_that_was_handed_back_does_not(scene):
    for one in scene.allocations:
        one.state = AllocationState.DECLINED
    db.session.commit()
    assert find_blockers(scene.cycle.id, CycleState.MODERATING) == []


def test_what_waits_for_another_stands_against_feedback(client):
    scene = cast.a_scene(marks=2)
    cast.submit(client, scene, cast.filled(scene))
    assert find_blockers(scene.cycle.id, CycleState.MODERATING) == ["1 audit is not submitted yet"]
    assert find_blockers(scene.cycle.id, CycleState.FEEDBACK) == [
        "1 audit waits for a second mark or for moderation"
    ]
    cast.submit(client, scene, cast.filled(scene, 1), 1)
    for step in (CycleState.MODERATING, CycleState.FEEDBACK):
        assert find_blockers(scene.cycle.id, step) == []
