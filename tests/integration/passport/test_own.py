"""One's own passport, and that of somebody one answers for: page, PDF and data."""

from __future__ import annotations

import io

import jsonschema
import pikepdf
import pypdfium2
import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import someone
from tests.integration.passport.cast import REFERENCE, a_learner, a_record
from tests.support.pages import parse, words_of
from tests.support.pdfua import faults
from training.certificates.domain import code_in_groups
from training.certificates.models import Certificate
from training.passport import documents


def files(person):
    return {kind: f"/people/{person.id}/passport/{kind}" for kind in ("pdf", "json")}


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())


def check_data(data):
    schema = documents.read_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    checks = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checks).validate(data)


class TestPage:
    def test_has_everything_that_counts(self, client, ann, certificate):
        page = words_of(parse(client.get("/my-passport").text).select_one("main"))
        expected = (
            "Voice of the child",
            code_in_groups(certificate.code),
            "Half of it",
            "In part",
            REFERENCE,
        )
        for words in (*expected, "Safeguarding basics", "Exempt"):
            assert words in page
        for words in ("Not there", "Refused paper"):
            assert words not in page

    @pytest.mark.usefixtures("certificate")
    def test_each_certificate_leads_to_its_check(self, client):
        (certificate,) = db.session.query(Certificate)
        assert f"/certificates/check/{certificate.code}" in client.get("/my-passport").text

    def test_one_that_was_taken_back_is_not_in_it(self, client, certificate):
        certificate.state = "withdrawn"
        db.session.commit()
        assert code_in_groups(certificate.code) not in client.get("/my-passport").text

    @pytest.mark.usefixtures("ann")
    def test_without_any_training(self, client):
        page = client.get("/my-passport").text
        assert "There is no training in this passport yet" in page
        assert "Nothing is required at the moment" in page


class TestFiles:
    def test_the_data_is_as_the_schema_says(self, client, ann, certificate):
        data = client.get(files(ann)["json"]).json
        check_data(data)
        assert data["person"] == {"name": "Ann Here"}
        assert [one["code"] for one in data["certificates"]] == [code_in_groups(certificate.code)]
        assert data["minutes_attended"] == 180
        assert data["requirements"] == [{"name": "Safeguarding basics", "state": "Exempt", "date": None}]

    def test_the_data_without_any_training(self, client, ann):
        data = client.get(files(ann)["json"]).json
        check_data(data)
        assert data["certificates"] == data["attended"] == data["elsewhere"] == []

    def test_anybody_may_read_the_schema(self, client):
        assert client.get("/passport/schema.json").json == documents.read_schema()

    @pytest.mark.usefixtures("certificate")
    def test_nothing_in_the_data_but_the_name_says_who_it_is(self, client, ann):
        text = client.get(files(ann)["json"]).text
        assert ann.email not in text
        assert ann.reference not in text

    def test_the_pdf_is_tagged_and_says_the_same(self, client, ann, certificate):
        made = client.get(files(ann)["pdf"]).data
        assert faults(made) == []
        words = text_of(made)
        for said in ("Ann Here", "Voice of the child", code_in_groups(certificate.code), REFERENCE):
            assert said in words
        with pikepdf.open(io.BytesIO(made)) as opened:
            assert str(opened.Root.Lang) == "en-GB"

    @pytest.mark.parametrize("name", ["محمد بن عبد الله", "Þórður Ångström-Ó’Brien" * 12])
    def test_any_name(self, client, ann, name):
        ann.given_name, ann.family_name = name.split(" ", 1)
        db.session.commit()
        assert faults(client.get(files(ann)["pdf"]).data) == []
        assert client.get(files(ann)["json"]).json["person"]["name"] == name
        assert name in client.get("/my-passport").text

    def test_a_pdf_without_any_training(self, client, ann):
        made = client.get(files(ann)["pdf"]).data
        assert faults(made) == []
        assert "There is no training in this passport yet" in text_of(made)

    @pytest.mark.parametrize("end", ["xml", "pdf.exe", "PDF"])
    def test_no_other_kinds(self, client, ann, end):
        assert client.get(f"/people/{ann.id}/passport/{end}").status_code == 404


class TestOfOthers:
    @pytest.fixture
    def beth(self, client):
        _, person = a_learner(given_name="Beth", family_name="There")
        a_record(person)
        return person

    def paths(self, person):
        return [f"/people/{person.id}/passport", *files(person).values()]

    def test_not_of_a_stranger(self, client, ann, beth):
        assert [client.get(path).status_code for path in self.paths(beth)] == [404] * 3

    def test_of_nobody(self, client, ann):
        client.sign_in(someone(Role.COORDINATOR))
        assert client.get("/people/999999/passport").status_code == 404

    def test_whoever_may_read_the_record_may_and_it_is_told(self, client, beth):
        client.sign_in(someone(Role.COORDINATOR))
        assert [client.get(path).status_code for path in self.paths(beth)] == [200] * 3
        page = client.get(f"/people/{beth.id}/passport").text
        assert "Training passport of Beth There" in page
        assert "Make a link" not in page

    def test_its_owner_reads_who_opened_it(self, client, ann):
        megan = someone(Role.COORDINATOR, given_name="Megan", family_name="Moss")
        client.sign_in(megan)
        client.get(f"/people/{ann.id}/passport")
        client.sign_in(ann.account)
        assert "opened the training passport of you" in client.get("/account/activity?show=opened").text

    def test_one_who_was_merged_has_none(self, client, ann, beth):
        beth.merged_into_id = ann.id
        db.session.commit()
        client.sign_in(someone(Role.COORDINATOR))
        assert client.get(f"/people/{beth.id}/passport").status_code == 404
