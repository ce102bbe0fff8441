"""Advice to schools is written down without any family; whoever gave it does not audit what it was about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from audits.cycles.conflicts import ADVISED, LINKS, SampledCase, rules_against
from audits.cycles.queries.ties import list_workers
from audits.register.domain import LinkKind
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_school, saved, someone
from tests.integration.champions.cast import a_consultation, a_coordinating_actor, a_coordinator
from tests.support.pages import errors_on, parse, words_of
from training.champions.domain import ConsultationRules, LogConsultation, NoSuchTheme, NotAdviser
from training.champions.models import Consultation, ConsultationTheme
from training.champions.retention import RETENTION
from training.champions.services.consulting import log_consultation

URL = "/champions/consultations"
TODAY = date(2026, 3, 3)


@pytest.fixture
def school():
    return saved(a_school(name="Acorn Primary School"))


@pytest.fixture
def theme():
    return saved(ConsultationTheme(name="Whom to involve", is_offered=True))


@pytest.fixture
def me(client):
    account = a_coordinator()
    client.sign_in(account)
    return account


def log(client, school, theme, **given):
    answers = {"theme_id": theme.id, "advice": "Ask each child on their own.", **given}
    return client.submit(f"/schools/{school.id}/consultations/write", **answers)


def logged():
    return db.session.scalars(select(Consultation).order_by(Consultation.id)).all()


def take(client, action, **sent):
    """Press the button of the list that leads there."""
    form = parse(client.get(URL).text).select_one(f"main form[action='{action}']")
    token = form.select_one("input[name=csrf_token]")["value"]
    return client.post(action, data={"csrf_token": token, **sent})


def an_entry(school, theme, account, **given):
    return a_consultation(school, db.session.get_one(Person, account.person_id), theme, **given)


class TestWriting:
    def test_keeps_who_advised_whom_about_what(self, client, school, theme, me):
        assert log(client, school, theme, reference="feha-2026-0001").status_code == 302
        one = logged()[0]
        assert (one.given_by_id, one.given_on, one.reference) == (me.person_id, TODAY, "FEHA-2026-0001")
        entry = db.session.scalars(select(Activity).where(Activity.verb == "log_consultation")).one()
        assert "Ask each child" not in str(entry.details)
        assert "Ask each child" in client.get(URL).text
        page = client.get(f"/schools/{school.id}/consultations/write").text
        assert "Reference of the FEHA, if it was about one" in page

    @pytest.mark.parametrize(
        "advice", ["Ring 01904 551550.", "They live in YO1 7HH.", "Write to mum@home.example."]
    )
    def test_refuses_what_identifies_a_family_whatever_is_ticked(self, client, school, theme, me, advice):
        answer = log(client, school, theme, advice=advice, names_checked=True)
        assert "nothing of a family" in errors_on(answer.text)[0]
        assert logged() == []

    @pytest.mark.parametrize("advice", ["Ask Mrs Brown.", "The Brown family agrees.", "See LCS-123456."])
    def test_asks_about_names_and_numbers(self, client, school, theme, me, advice):
        assert "Take out “" in errors_on(log(client, school, theme, advice=advice).text)[0]
        assert log(client, school, theme, advice=advice, names_checked=True).status_code == 302

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"reference": "Brown"}, "never a name"),
            ({"given_on": TODAY + timedelta(days=1)}, "not ahead"),
            ({"given_on": TODAY - timedelta(days=366)}, "not ahead"),
        ],
    )
    @pytest.mark.usefixtures("me")
    def test_refuses_what_cannot_be(self, client, school, theme, given, said):
        assert said in errors_on(log(client, school, theme, **given).text)[0]

    def test_not_under_a_theme_that_went_meanwhile_nor_by_somebody_who_advises_nobody(self, school, theme):
        said = {"school_id": school.id, "given_on": TODAY, "theme_id": theme.id, "advice": "Ask."}
        with pytest.raises(NotAdviser):
            log_consultation(a_coordinating_actor(), LogConsultation(**said, given_by_id=0))
        theme.is_offered = False
        with pytest.raises(NoSuchTheme):
            log_consultation(a_coordinating_actor(), LogConsultation(**said, given_by_id=0))

    def test_not_for_a_school_that_closed(self, client, theme, me):
        closed = saved(a_school(is_open=False))
        assert "has closed" in client.get(f"/schools/{closed.id}/consultations/write").text

    @pytest.mark.parametrize("role", [Role.CHAMPION, Role.AGENCY_LEAD, Role.AUDITOR, Role.PRACTITIONER])
    def test_only_those_who_run_training_write_and_read(self, client, school, role):
        client.sign_in(someone(role, school=school))
        assert client.get(f"/schools/{school.id}/consultations/write").status_code == 403
        assert client.get(URL).status_code == 403


class TestList:
    def test_is_narrowed_and_downloaded(self, client, school, theme, me):
        an_entry(school, theme, me, advice="=1+1")
        an_entry(saved(a_school(name="Birch Primary School")), theme, me)
        rows = parse(client.get(f"{URL}?school=acorn").text).select("main tbody tr")
        assert [words_of(row.select_one("th")) for row in rows] == ["Acorn Primary School"]
        sent = take(client, "/champions/consultations/export", format="csv").text.splitlines()
        assert sent[2].startswith("2026-03-03,Acorn Primary School,Whom to involve,'=1+1,")

    def test_what_was_a_mistake_is_taken_out(self, client, school, theme, me):
        take(client, f"{URL}/{an_entry(school, theme, me).id}/remove")
        assert logged() == []
        verbs = select(Activity.verb).where(Activity.subject_kind == "consultation")
        assert db.session.scalars(verbs).all() == ["remove_consultation"]


class TestThemes:
    def test_are_named_a_line_each_and_keep_what_was_logged(self, client, school, theme, me):
        an_entry(school, theme, me)
        client.submit(f"{URL}/themes", lines="Plans\nReviews\n")
        assert "Whom to involve" in client.get(URL).text
        names = select(ConsultationTheme.name).where(ConsultationTheme.is_offered)
        assert sorted(db.session.scalars(names)) == ["Plans", "Reviews"]

    def test_nobody_overwrites_those_of_somebody_else(self, client, theme, me):
        token = parse(client.get(f"{URL}/themes").text).select_one("main input[name=csrf_token]")["value"]
        client.submit(f"{URL}/themes", lines="Theirs")
        stale = {"csrf_token": token, "seen": "Whom to involve", "lines": "Mine"}
        assert "Somebody else" in errors_on(client.post(f"{URL}/themes", data=stale).text)[0]


class TestConflicts:
    def against(self, account, school, reference="A-1", day=TODAY):
        worker = list_workers({account.person_id}, day)[account.person_id]
        case = SampledCase(1, reference, 1, school.agency_id, school.agency_id, None)
        return [
            rule for rule in rules_against(worker, case) if rule in {ADVISED, LINKS[LinkKind.CONSULTANCY]}
        ]

    def test_advice_on_an_assessment_keeps_from_it_for_good(self, school, theme):
        account, other = a_coordinator(), saved(a_school())
        an_entry(school, theme, account, reference="A-1", given_on=date(2019, 1, 1))
        assert self.against(account, other) == [LINKS[LinkKind.CONSULTANCY]]
        assert self.against(account, other, "A-2") == []
        assert self.against(a_coordinator(), other) == []

    def test_advice_to_a_school_keeps_from_it_for_a_year(self, school, theme):
        account = a_coordinator()
        an_entry(school, theme, account)
        last = TODAY + ConsultationRules().bars
        assert self.against(account, school, day=last) == [ADVISED]
        assert self.against(account, school, day=last + timedelta(days=1)) == []
        assert self.against(account, saved(a_school())) == []

    def test_outlives_the_words(self, school, theme):
        account = a_coordinator()
        one = an_entry(school, theme, account, reference="A-1", written_by_id=account.person_id)
        rule = next(rule for rule in RETENTION if rule.name == "consultations")
        rule.purge([row.id for row in db.session.execute(rule.rows())])
        db.session.refresh(one)
        assert (one.advice, one.written_by_id) == ("", None)
        assert db.session.execute(rule.rows()).all() == []
        assert LINKS[LinkKind.CONSULTANCY] in self.against(account, school)
