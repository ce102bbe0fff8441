"""Whatever becomes of a course, certificates of it stay as they were issued, to the last byte."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from portal.kernel.db import db
from tests.integration.certificates.cast import a_coordinator, a_holder, issued
from tests.integration.certificates.test_change import Nothing, facts
from training.catalogue.models import Course
from training.catalogue.queries import get_event
from training.certificates import jobs
from training.certificates.domain import NothingToIssue
from training.certificates.models import Certificate

CHANGES = [
    {"title": "Voice of every child"},
    {"valid_for_months": "1"},
    {"valid_for_months": ""},
    {"level": "advanced"},
    {"outcomes": "Something else", "minutes": "540"},
    {"title": "Another", "valid_for_months": "60", "level": "introduction"},
]


@pytest.fixture(params=[False, True], ids=["kept", "drawn again"])
def certificate(client, request):
    """Issued, with its document kept, or still to be drawn whenever somebody asks for it."""
    _, certificate = a_holder()
    if not request.param:
        jobs.render({"certificate_ids": [certificate.id]}, Nothing())
    client.sign_in(a_coordinator())
    return certificate


def printed(client, certificate) -> str:
    shown = client.get(f"/certificates/{certificate.id}/download")
    assert shown.data.startswith(b"%PDF-")
    return hashlib.sha256(shown.data).hexdigest()


def edit(client, course_id, changed):
    return client.submit(f"/training/courses/{course_id}/edit", **changed)


@pytest.mark.parametrize("changed", CHANGES, ids=", ".join)
def test_neither_row_nor_document_changes(client, certificate, changed):
    before, bytes_before = facts(), printed(client, certificate)
    answer = edit(client, certificate.course_id, changed)
    assert answer.status_code == 302
    course = db.session.get_one(Course, certificate.course_id)
    assert str(course.title) == changed.get("title", "Voice of the child")
    assert (facts(), printed(client, certificate)) == (before, bytes_before)


def test_nor_is_another_one_issued(client, certificate):
    edit(client, certificate.course_id, {"title": "Voice of every child"})
    with pytest.raises(NothingToIssue):
        issued(get_event(certificate.event_id))
    assert db.session.scalars(select(Certificate)).one().read_snapshot().course_title == "Voice of the child"
