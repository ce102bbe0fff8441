"""Many certificates as one ZIP file: whose are in it, who may have it, and that it is written down."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import a_person, a_post, a_school, an_agency, saved, someone
from tests.integration.certificates.cast import (
    COORDINATOR,
    a_confirmed_event,
    a_coordinator,
    a_result,
    issued,
)
from tests.integration.certificates.test_change import Nothing
from training.certificates import jobs
from training.certificates.domain import WithdrawCertificate
from training.certificates.models import Certificate
from training.certificates.services import changing, keeping


@pytest.fixture
def event():
    made = a_confirmed_event()
    for given, family in (("Ava", "Smith"), ("محمد", "الأحمد"), ("Zoë", "O’Neill")):
        a_result(made, given_name=given, family_name=family)
    return made


def files(response) -> dict[str, bytes]:
    assert response.status_code == 200
    assert response.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def told() -> list[tuple[int | None, int | None]]:
    entries = select(Activity.actor_id, Activity.person_id).where(Activity.verb == "download_certificates")
    return sorted((row[0], row[1]) for row in db.session.execute(entries))


class TestOfAnEvent:
    @pytest.mark.parametrize("is_made", [True, False])
    def test_holds_each_document_as_it_is(self, client, event, is_made):
        certificates = issued(event)
        jobs.render({"certificate_ids": [one.id for one in certificates] if is_made else []}, Nothing())
        wanted = sorted(keeping.document_of(one) for one in certificates)
        client.sign_in(a_coordinator())
        found = files(client.get(f"/training/events/{event.id}/certificates/download"))
        assert sorted(found.values()) == wanted
        assert all(name.endswith(".pdf") and name.isascii() for name in found)
        assert any(name.startswith("zoe-o-neill_voice-of-the-child_") for name in found)

    def test_leaves_out_what_was_withdrawn(self, client, event):
        first, *_ = issued(event)
        command = WithdrawCertificate(certificate_id=first.id, reason="Error")
        changing.withdraw_certificate(COORDINATOR, command)
        db.session.commit()
        client.sign_in(a_coordinator())
        found = files(client.get(f"/training/events/{event.id}/certificates/download"))
        assert len(found) == 2
        assert not any(first.code in name for name in found)

    def test_is_written_down_for_everybody_whose_they_are(self, client, event):
        whose = [one.person_id for one in issued(event)]
        coordinator = a_coordinator()
        client.sign_in(coordinator)
        client.get(f"/training/events/{event.id}/certificates/download")
        assert told() == sorted((coordinator.person_id, one) for one in whose)

    def test_issues_and_mails_nothing(self, client, event):
        issued(event)
        counted = [select(func.count()).select_from(one) for one in (Certificate, OutgoingMessage)]
        before = [db.session.scalar(one) for one in counted]
        client.sign_in(a_coordinator())
        client.get(f"/training/events/{event.id}/certificates/download")
        assert [db.session.scalar(one) for one in counted] == before

    def test_nothing_to_pack_is_not_found(self, client, event):
        client.sign_in(a_coordinator())
        assert client.get(f"/training/events/{event.id}/certificates/download").status_code == 404

    def test_is_offered_when_all_are_made(self, client, event):
        certificates = issued(event)
        client.sign_in(a_coordinator())
        progress, link = f"/training/events/{event.id}/certificates/progress", "Download them all (ZIP)"
        assert link not in client.get(progress).text
        jobs.render({"certificate_ids": [one.id for one in certificates]}, Nothing())
        assert link in client.get(progress).text


@dataclass
class Answered:
    """A place whose people somebody answers for, and the pages about it."""

    address: str
    page: str
    by: Callable[[], Account]
    of_another: Callable[[], Account]


def an_agency_with_people(event) -> Answered:
    agency = saved(an_agency())
    for place, given in ((agency, "Ours"), (saved(an_agency()), "Theirs")):
        person = saved(a_person(given_name=given))
        saved(a_post(person, place))
        a_result(event, person)
    return Answered(
        f"/agencies/{agency.id}/certificates/download",
        f"/agencies/{agency.id}",
        lambda: someone(Role.AGENCY_LEAD, agency=agency),
        lambda: someone(Role.AGENCY_LEAD, agency=saved(an_agency())),
    )


def a_school_with_staff(event) -> Answered:
    agency, person = saved(an_agency()), saved(a_person(given_name="Ours"))
    school = saved(a_school(agency))
    saved(a_post(person, agency, school_id=school.id))
    a_result(event, person)
    page = f"/schools/{school.id}/staff-certificates"
    return Answered(
        f"{page}/download",
        page,
        lambda: someone(Role.CHAMPION, school=school),
        lambda: someone(Role.CHAMPION, school=saved(a_school())),
    )


@pytest.fixture(params=[an_agency_with_people, a_school_with_staff])
def place(request, event) -> Answered:
    made = request.param(event)
    issued(event)
    return made


class TestOfAPlace:
    def test_who_answers_for_it_gets_those_of_its_people(self, client, place):
        client.sign_in(place.by())
        (name,) = files(client.get(place.address))
        assert name.startswith("ours-")
        page = client.get(place.page).text
        assert f'href="{place.address}"' in page
        assert f'href="{place.address}?form=pdf"' in page

    @pytest.mark.parametrize("form", ["", "?form=pdf", "?part=1", "?form=pdf&part=2"])
    def test_who_answers_for_another_does_not(self, client, place, form):
        client.sign_in(place.of_another())
        assert client.get(place.address + form).status_code in {403, 404}
        assert told() == []
