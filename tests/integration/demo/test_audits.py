"""The audit half of the demo partnership, and the stories its accounts open on."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from audits.register.models import Assessment, AssessmentLink
from portal.kernel import clock
from portal.kernel.db import db
from portal.people.demo.cast import find_cast
from tests.integration.demo.test_people import count

pytestmark = pytest.mark.usefixtures("demo")


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
