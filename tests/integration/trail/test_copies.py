from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from sqlalchemy import delete, select

from portal.kernel import activity, clock, work
from portal.kernel.access import SYSTEM, Actor, Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.slice import registry
from portal.people.models import Person
from portal.trail import jobs, services
from portal.trail.domain import AskForCopy, CopyWaits
from portal.trail.models import SubjectAccess
from tests.factories import a_person, actor_of, saved, someone
from tests.factories_merging import a_colleague, a_pair, merged
from tests.integration.reach.scene import a_side
from tests.support.pages import errors_on
from training.bookings.models import Booking


@pytest.fixture
def home():
    side = a_side("Home")
    db.session.execute(delete(SubjectAccess))
    db.session.commit()
    return side


def ask(client, person_id, **answers):
    return client.submit(f"/people/{person_id}/copy", **answers)


def make_all() -> None:
    db.session.commit()
    work.drain(registry().tasks)


def the_copy() -> SubjectAccess:
    db.session.expire_all()
    return db.session.query(SubjectAccess).one()


def in_the_archive(client, name) -> bytes:
    answer = client.get(f"/copies/{the_copy().id}/download")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return archive.read(name)


def downloaded(client) -> dict[str, list[dict[str, object]]]:
    answer = client.get(f"/copies/{the_copy().id}/download")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "What is held about" in archive.read("what-is-held.html").decode()
        facts = json.loads(archive.read("what-is-held.json"))
        assert archive.read("what-is-held.pdf").startswith(b"%PDF")
    return {one["title"]: one["records"] for one in facts["sections"]}


def bookings_of(person_id) -> int:
    own = select(Booking.id).where(Booking.person_id == person_id)
    return len(db.session.scalars(own).all())


class TestOwnCopy:
    def test_holds_what_every_room_knows_and_nobody_elses(self, client, home):
        client.sign_in(home.practitioner)
        page = client.follow(ask(client, home.practitioner.person_id))
        assert "The copy is being made" in page.text
        make_all()
        assert "Download the copy" in client.get(f"/copies/{the_copy().id}").text
        held = downloaded(client)
        who = held["Who you are and how you are reached"][0]
        assert (who["Given name"], who["Family name"]) == ("Zoe", "Homefolk")
        assert [post["Agency"] for post in held["Posts"]] == [home.agency.name]
        assert len(held["Certificates"]) == 1
        assert len(held["Places booked"]) == bookings_of(home.practitioner.person_id) > 2
        assert len(held["Feedback to you"]) == 1
        assert len(held["Marks behind that feedback"]) > 20
        assert home.players[Role.TRAINER].email not in json.dumps(held)

    def test_whoever_asked_is_told_without_a_name(self, client, home):
        asker = someone(Role.COORDINATOR)
        client.sign_in(asker)
        person_id = home.practitioner.person_id
        actor = actor_of(asker, Role.COORDINATOR)
        services.ask_for_copy(actor, AskForCopy(person_id=person_id, reason="Asked by letter"))
        make_all()
        letter = db.session.query(OutgoingMessage).filter_by(kind="copy_ready").one()
        assert letter.recipient == asker.email
        assert f"/copies/{the_copy().id}" in letter.body
        services.keep_copy(the_copy().id, b"again")
        assert db.session.query(OutgoingMessage).filter_by(kind="copy_ready").count() == 1
        for word in ("Zoe", "Homefolk", "Asked by letter"):
            assert word not in letter.subject + letter.body

    def test_never_holds_a_secret(self, client, home):
        home.practitioner.password_hash = "argon2-secret"
        db.session.commit()
        client.sign_in(home.practitioner)
        ask(client, home.practitioner.person_id)
        make_all()
        words = json.dumps(downloaded(client))
        assert "argon2-secret" not in words
        assert "credential-" not in words

    def test_expires(self, client, home, at):
        client.sign_in(home.practitioner)
        ask(client, home.practitioner.person_id)
        make_all()
        at(clock.now() + timedelta(days=7))
        assert client.get(f"/copies/{the_copy().id}/download").status_code == 409
        jobs.forget_copies()
        jobs.forget_copies()
        assert the_copy().content is None
        assert "has been deleted" in client.get(f"/copies/{the_copy().id}").text

    def test_is_made_once(self, client, home):
        client.sign_in(home.practitioner)
        ask(client, home.practitioner.person_id)
        assert "already asked for this copy" in ask(client, home.practitioner.person_id).text
        make_all()
        first = the_copy().ready_at
        jobs.build_copy({"copy_id": the_copy().id}, work.Progress(0, 0))
        assert the_copy().ready_at == first


class TestThePaper:
    def test_is_tagged_and_says_its_title_and_language(self, client, home):
        client.sign_in(home.practitioner)
        ask(client, home.practitioner.person_id)
        make_all()
        paper = pikepdf.open(io.BytesIO(in_the_archive(client, "what-is-held.pdf")))
        assert paper.Root.MarkInfo.Marked
        assert str(paper.Root.Lang) == "en-GB"
        assert paper.Root.ViewerPreferences.DisplayDocTitle
        with paper.open_metadata() as metadata:
            assert metadata["dc:title"] == "What is held about Zoe Homefolk"
            assert metadata["pdfuaid:part"] == "1"

    def test_names_and_facts_are_a_list_that_can_be_read_aloud(self, client, home):
        client.sign_in(home.practitioner)
        ask(client, home.practitioner.person_id)
        make_all()
        paper = pikepdf.open(io.BytesIO(in_the_archive(client, "what-is-held.pdf")))
        tags = {str(one.get("/S")) for one in paper.objects if isinstance(one, pikepdf.Dictionary)}
        assert {"/H1", "/H2", "/L", "/P"} <= tags


def test_the_history_of_both_is_in_the_copy_of_whoever_was_merged(client, home):
    kept = db.session.get_one(Person, home.practitioner.person_id)
    lost = a_colleague(given_name="Zoé", family_name="Homefolk")
    activity.record(SYSTEM, "change_person", lost, reason="Before the merge", before={}, after={})
    activity.record(Actor(person_id=lost.id), "add_course", lost, before={}, after={}, person_id=0)
    merged(saved(a_pair(kept, lost)))
    client.sign_in(home.practitioner)
    ask(client, kept.id)
    make_all()
    held = downloaded(client)
    told = held["What was done to your record, and who opened it"]
    assert [one["Reason"] for one in told if one["Verb"] == "change_person"] == ["Before the merge"]
    assert "add_course" in {one["Verb"] for one in held["What you did"]}
    assert "Zoé" in {one["Given name"] for one in held["Who you are and how you are reached"]}


class TestCopyOfSomebodyElse:
    def test_wants_a_reason_and_a_second_look(self, client, home):
        client.sign_in(someone(Role.COORDINATOR))
        person_id = home.practitioner.person_id
        assert errors_on(ask(client, person_id).text) == ["Enter why this person’s copy is asked for"]
        assert "Check before you ask" in ask(client, person_id, reason="Asked by letter").text
        assert not db.session.query(SubjectAccess).all()

    def test_is_made_and_logged_for_the_person_to_read(self, client, home):
        client.sign_in(someone(Role.COORDINATOR))
        url = f"/people/{home.practitioner.person_id}/copy"
        token = client.get(url).text.split('name="csrf_token" value="')[1].split('"')[0]
        sent = {"csrf_token": token, "reason": "Asked by letter", "confirmed": "yes"}
        assert client.post(url, data=sent).status_code == 302
        make_all()
        assert len(downloaded(client)["Feedback to you"]) == 1
        about = {"person_id": home.practitioner.person_id}
        logged = dict(db.session.query(Activity.verb, Activity.reason).filter_by(**about).all())
        assert logged["ask_for_copy"] == "Asked by letter"
        assert "download_copy" in logged

    def test_shows_whoever_administers_no_cases(self, client, home):
        admin = someone(Role.ADMINISTRATOR)
        command = AskForCopy(person_id=home.practitioner.person_id, reason="By letter")
        services.ask_for_copy(actor_of(admin, Role.ADMINISTRATOR), command)
        make_all()
        client.sign_in(admin)
        held = downloaded(client)
        assert "Posts" in held
        assert not {"Feedback to you", "Marks behind that feedback", "Assessments you lead"} & held.keys()


class TestWhoMayNot:
    @pytest.mark.parametrize("role", [Role.LINE_MANAGER, Role.AGENCY_LEAD, Role.CHAMPION])
    def test_those_around_somebody_have_no_copy_of_them(self, client, home, role):
        client.sign_in(home.players[role])
        status = client.get(f"/people/{home.practitioner.person_id}/copy").status_code
        assert status == (404 if role == Role.CHAMPION else 403)

    def test_a_copy_is_for_who_asked_and_whom_it_is_about(self, client, home):
        services.ask_for_copy(actor_of(home.practitioner), AskForCopy(person_id=home.practitioner.person_id))
        make_all()
        client.sign_in(someone(Role.COORDINATOR))
        for page in ("", "/download"):
            assert client.get(f"/copies/{the_copy().id}{page}").status_code == 404

    def test_the_service_asks_again(self, home):
        training_lead = actor_of(someone(), Role.TRAINING_LEAD)
        with pytest.raises(Forbidden):
            services.ask_for_copy(
                training_lead, AskForCopy(person_id=home.practitioner.person_id, reason="x")
            )
        with pytest.raises(NotFound):
            services.ask_for_copy(actor_of(someone()), AskForCopy(person_id=saved(a_person()).id, reason="x"))
        person = actor_of(home.practitioner)
        services.ask_for_copy(person, AskForCopy(person_id=person.person_id))
        with pytest.raises(CopyWaits):
            services.ask_for_copy(person, AskForCopy(person_id=person.person_id))
