"""What once counted for somebody is only ever added: the database itself refuses everything else."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.kernel.db import db
from tests.factories import a_course, saved
from tests.integration.requirements.cast import a_requirement, a_worker, learned
from training.requirements.models import Requirement, RequirementCycle, RequirementStanding


@pytest.fixture
def cycle():
    course, person = saved(a_course()), a_worker()
    a_requirement(course)
    learned(person, course)
    return db.session.query(RequirementCycle).one()


@pytest.mark.parametrize(
    "change", [{"until": None}, {"completed_on": date(2020, 1, 1)}, {"version": 9}, {"number": 4}], ids=str
)
def test_no_cycle_is_rewritten(cycle, change):
    with pytest.raises(IntegrityError, match="only ever added"), db.session.begin_nested():
        db.session.execute(sa.update(RequirementCycle).values(change))


def test_no_cycle_is_deleted_while_its_requirement_is_there(cycle):
    with pytest.raises(IntegrityError, match="only ever added"), db.session.begin_nested():
        db.session.execute(sa.delete(RequirementCycle))


def test_cycles_go_with_their_requirement(cycle):
    db.session.execute(sa.delete(RequirementStanding))
    db.session.execute(sa.delete(Requirement))
    assert db.session.scalar(sa.select(sa.func.count(RequirementCycle.id))) == 0
