"""A certificate as an Open Badge: what it says, and that libraries of others believe it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from stat import S_IMODE

import jwt
import pytest
from openbadgeslib.ob3 import OB3VerificationError
from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Person
from tests.factories import a_person, saved, someone
from tests.integration.badges.cast import (
    PUBLIC,
    badge_of,
    content_of,
    fetch,
    header_of,
    key_named_in,
    make_keys,
    reworded,
    set_keys,
    verify,
)
from tests.integration.certificates.cast import COORDINATOR, ISSUER, a_certificate, a_confirmed_event
from training.badges import documents
from training.badges.domain import Awarder
from training.certificates.domain import ReplaceCertificate, WithdrawCertificate, code_in_groups
from training.certificates.models import Certificate, CertificateDocument
from training.certificates.services import changing


def withdraw(certificate):
    with unit_of_work():
        changing.withdraw_certificate(
            COORDINATOR, WithdrawCertificate(certificate_id=certificate.id, reason="Issued by mistake")
        )


def replace_it(certificate):
    with unit_of_work():
        changing.replace_certificate(
            COORDINATOR,
            ReplaceCertificate(certificate_id=certificate.id, issuer=ISSUER, name="Ann New", reason="Name"),
        )


class TestWhatItSays:
    def test_is_the_certificate_and_nothing_else_about_its_holder(self, badge, held):
        content, snapshot = content_of(badge), held.read_snapshot()
        subject = content["credentialSubject"]
        assert content["name"] == snapshot.course_title
        assert content["id"] == snapshot.check_url
        assert subject["licenseNumber"] == code_in_groups(held.code)
        assert [one["identityHash"] for one in subject["identifier"]] == [snapshot.person_name]
        assert "Listen first" in subject["achievement"]["criteria"]["narrative"]

    def test_no_address_of_the_holder_in_any_form(self, badge, held):
        email = db.session.get_one(Person, held.person_id).email
        assert email
        assert email not in json.dumps(content_of(badge))
        assert "emailAddress" not in json.dumps(content_of(badge))

    def test_its_last_day_still_counts(self, badge, held):
        ends = datetime.fromisoformat(content_of(badge)["validUntil"])
        assert clock.in_london(ends).date() == held.expires_on + timedelta(days=1)
        assert content_of(badge)["exp"] == int(ends.timestamp())

    def test_one_that_never_expires_has_no_end(self, client, key_file):
        account = someone()
        person = db.session.get_one(Person, account.person_id)
        certificate = a_certificate(person, event=a_confirmed_event(title="For ever", valid_for_months=None))
        client.sign_in(account)
        content = content_of(badge_of(client, certificate))
        assert "validUntil" not in content
        assert "exp" not in content

    def test_the_same_course_is_the_same_achievement_for_everybody(self, held):
        awarder, snapshot = Awarder("York", PUBLIC), held.read_snapshot()
        others = a_certificate(saved(a_person()), event=a_confirmed_event()).read_snapshot()
        named = {
            documents.credential(one, 1, awarder)["credentialSubject"]["achievement"]["id"]
            for one in (snapshot, others)
        }
        assert len(named) == 1

    @pytest.mark.parametrize("name", ["محمد بن عبد الله", "Þórður " + "Ångström-Ó’Brien " * 8])
    def test_any_name(self, client, key_file, name):
        account = someone()
        person = db.session.get_one(Person, account.person_id)
        person.given_name, person.family_name = name.strip().split(" ", 1)
        certificate = a_certificate(person)
        client.sign_in(account)
        badge = badge_of(client, certificate)
        verify(client, badge)
        said = content_of(badge)["credentialSubject"]["identifier"][0]["identityHash"]
        assert said == certificate.read_snapshot().person_name


class TestAsOthersJudge:
    def test_is_genuine(self, client, badge, held):
        found = verify(client, badge)
        assert found.issuer.id == f"{PUBLIC}/badges/issuer"
        assert json.loads(fetch(client, found.issuer.id))["name"] == "York Early Help Partnership"

    def test_a_second_library_says_the_same(self, client, badge):
        key = key_named_in(client, badge)
        assert header_of(badge)["alg"] == "ES256"
        assert jwt.decode(badge, key, algorithms=["ES256"]) == content_of(badge)

    @pytest.mark.parametrize("changes", [{"name": "Another course"}, {"exp": 4_000_000_000}])
    def test_changed_words_are_found(self, client, badge, changes):
        with pytest.raises(OB3VerificationError, match=r"[Ss]ignature"):
            verify(client, reworded(badge, **changes))

    def test_another_key_is_found(self, app, client, badge, tmp_path, monkeypatch):
        set_keys(app, monkeypatch, make_keys(app, tmp_path / "other.json"))
        other = jwt.PyJWK(json.loads(fetch(client, f"{PUBLIC}/badges/keys"))["keys"][0]).key
        with pytest.raises(OB3VerificationError, match=r"[Ss]ignature"):
            verify(client, badge, other)

    def test_one_that_has_expired(self, client, key_file):
        account = someone()
        person = db.session.get_one(Person, account.person_id)
        event = a_confirmed_event(days_ago=90, title="Short", valid_for_months=1)
        certificate = a_certificate(person, event=event)
        client.sign_in(account)
        with pytest.raises(OB3VerificationError, match=r"expired"):
            verify(client, badge_of(client, certificate))

    @pytest.mark.parametrize("act", [withdraw, replace_it])
    def test_one_that_was_taken_back(self, client, badge, held, act):
        act(held)
        with pytest.raises(OB3VerificationError, match="revocation"):
            verify(client, badge)

    def test_only_that_one_was_taken_back(self, client, badge):
        withdraw(a_certificate(saved(a_person()), event=a_confirmed_event()))
        verify(client, badge)


class TestDownload:
    def test_makes_changes_and_mails_nothing(self, client, held):
        kinds = (Certificate, CertificateDocument, OutgoingMessage)

        def counted():
            return [db.session.scalar(select(func.count()).select_from(kind)) for kind in kinds]

        before, stored = counted(), dict(held.snapshot)
        badge_of(client, held)
        assert counted() == before
        assert db.session.get_one(Certificate, held.id, populate_existing=True).snapshot == stored

    def test_follows_from_the_snapshot_whatever_became_of_the_person(self, client, badge, held):
        person = db.session.get_one(Person, held.person_id)
        person.given_name, person.email = "Somebody", "new@example.com"
        db.session.commit()
        assert content_of(badge_of(client, held)) == content_of(badge)

    def test_is_offered_on_the_certificates_page(self, client, held):
        assert f"/certificates/{held.id}/badge" in client.get(f"/certificates/{held.id}").text

    @pytest.mark.parametrize("act", [withdraw, replace_it])
    def test_not_of_one_that_was_taken_back(self, client, held, act):
        act(held)
        assert client.get(f"/certificates/{held.id}/badge").status_code == 404
        assert f"/certificates/{held.id}/badge" not in client.get(f"/certificates/{held.id}").text

    def test_not_of_a_strangers(self, client, held):
        client.sign_in(someone())
        assert client.get(f"/certificates/{held.id}/badge").status_code == 404

    def test_is_a_file(self, client, held):
        answer = client.get(f"/certificates/{held.id}/badge")
        assert answer.content_type == "application/vc+jwt"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="badge-voice-of-the-child.jwt"'


class TestWithoutKey:
    @pytest.fixture(autouse=True)
    def none(self, app, monkeypatch, held):
        set_keys(app, monkeypatch, None)

    @pytest.mark.parametrize("path", ["issuer", "keys", "keys/abc", "status/0", "check"])
    def test_there_are_no_such_pages(self, client, path):
        assert client.get(f"/badges/{path}").status_code == 404

    def test_none_is_offered(self, client, held):
        assert client.get(f"/certificates/{held.id}/badge").status_code == 404
        assert "Open Badge" not in client.get(f"/certificates/{held.id}").text


class TestKeys:
    @pytest.fixture
    def renewed(self, app, key_file, tmp_path, monkeypatch):
        set_keys(app, monkeypatch, make_keys(app, tmp_path / "new.json", "--after", str(key_file)))

    def test_a_badge_of_the_key_before_stays_good(self, client, badge, request):
        request.getfixturevalue("renewed")
        verify(client, badge)
        assert client.get("/badges/keys").json["keys"][1]["kid"] in header_of(badge)["kid"]

    def test_only_the_new_key_signs_and_the_old_one_is_kept_without_its_secret(self, app, key_file, tmp_path):
        new = make_keys(app, tmp_path / "new.json", "--after", str(key_file))
        first, second = json.loads(new.read_text())["keys"]
        assert "d" in first
        assert "d" not in second
        assert first["x"] != second["x"]

    def test_nothing_secret_is_published(self, client, badge):
        keys = client.get("/badges/keys").json["keys"]
        assert [set(key) for key in keys] == [{"kty", "crv", "x", "y", "kid", "alg", "use"}]

    def test_the_file_is_for_its_owner_and_never_written_over(self, app, key_file):
        before = key_file.read_bytes()
        again = app.test_cli_runner().invoke(args=["certificates", "make-badge-key", str(key_file)])
        assert again.exit_code != 0
        assert key_file.read_bytes() == before
        assert S_IMODE(key_file.stat().st_mode) == 0o600

    def test_a_file_without_a_secret_cannot_sign(self, app, client, held, tmp_path, monkeypatch):
        public = client.get("/badges/keys").text
        (tmp_path / "public.json").write_text(public)
        set_keys(app, monkeypatch, tmp_path / "public.json")
        with pytest.raises(ValueError, match="holds no keys"):
            client.get("/badges/keys")

    @pytest.mark.parametrize("content", ["", "{}", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "abc"}]}'])
    def test_a_file_without_keys_is_refused(self, app, tmp_path, content):
        (tmp_path / "old.json").write_text(content)
        runner = app.test_cli_runner()
        args = ["certificates", "make-badge-key", str(tmp_path / "new.json"), "--after"]
        made = runner.invoke(args=[*args, str(tmp_path / "old.json")])
        assert made.exit_code != 0
        assert "holds no keys" in made.output
        assert not (tmp_path / "new.json").exists()
