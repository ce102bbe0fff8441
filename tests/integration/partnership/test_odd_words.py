"""A partnership whose every word is odd: no page, letter or export of it says anybody else's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import String, cast, delete, func, select, update

from audits.marking.models import Audit
from checklists.models import ChecklistVersion
from portal.accounts.domain import DEMO_DOMAIN
from portal.accounts.models import Account
from portal.kernel import pdf
from portal.kernel.activity import Activity
from portal.kernel.chosen import DEFAULT_GRADES
from portal.kernel.db import Model, db
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.words import VOCABULARY
from portal.partnership import demo as partnership_demo
from portal.partnership.models import ChosenPart
from portal.partnership.profiles import get_profile
from portal.people.models import LocalArea
from portal.settings import ROOT
from tests.integration.demo.conftest import empty_app, load_demo
from tests.integration.hostile.test_things import addresses
from tests.support.sessions import a_session_key, signed_in_as
from tests.unit.kernel.test_no_literal_words import LITERALS
from training.catalogue.models import Course
from training.certificates import documents
from training.certificates.models import Certificate

__all__ = ["empty_app", "load_demo"]

NAME = "Xnamex Partnership"
LOGINS = ("coordinator", "admin", "champion", "practitioner", "auditor", "safeguarding", "agency-lead")
# Names and references in a demo's data, where they are kept as they were drawn.
NAMES = re.compile(r"FEHA (?:audit|dip)[^<\n]*|FEHA-\d{4}-\d+")
# Made as a demo's data, and as data they are nobody's to reword: names of agencies, teams, courses, cycles.
DATA = (
    *("FEHA", "Family Early Help Assessment", "Early Help Champion", "Champion", "Local Area Team"),
    *("Lead practitioner", "lead practitioner", "eam around the family"),
)
READ = ("text/html", "text/csv", "text/plain", "application/pdf")


def texts_in(part: object) -> Iterator[str]:
    """Every text of a form."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from texts_in(one)


# What the shipped forms ask is theirs: a published version never changes, and neither do its words.
# The words of its grades are not: the partnership calls grades as it likes.
FORMS = [json.loads(path.read_text()) for path in sorted((ROOT / "checklists" / "data").rglob("*.json"))]
FORM_TEXTS = sorted(
    {
        str(escape(text))
        for form in FORMS
        for text in texts_in(form)
        if LITERALS.search(text) and text not in DEFAULT_GRADES.values()
    },
    key=len,
    reverse=True,
)


def said_by_us(text: str) -> list[str]:
    """Anybody's words that no form and no name of the data brought along."""
    for form_text in FORM_TEXTS:
        text = text.replace(form_text, "")
    return LITERALS.findall(NAMES.sub("", text))


def odd_profile():
    york = get_profile("york")
    words = {key: {"one": f"x{key}x", "many": f"x{key}xs", "article": "a"} for key in VOCABULARY}
    levels = [{"number": number, "name": f"Xlevel{number}x", "description": ""} for number in (1, 2, 3, 4)]
    identity = {"name": NAME, "signatory": "Xsignerx"}
    grades = {str(grade): f"Xgrade{grade}x" for grade in DEFAULT_GRADES}
    odd = {"words": words, "levels": {"levels": levels}, "identity": identity, "grades": {"words": grades}}
    return replace(york, parts={**york.parts, **odd})


@pytest.fixture(scope="module")
def spoken_oddly(load_demo):
    """A small demo that spoke odd words from the first day, without the words that stand in its data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partnership_demo, "get_profile", lambda _key: odd_profile())
        patch.setattr(documents, "cast", lambda *_: None)  # each certificate is laid out by itself
        patch.setattr(pdf, "render", lambda html, *, style: f"{style}\n{html}".encode())
        app = load_demo("odd", people=120)
        app.test_client_class = FlaskClient
        with app.app_context():
            blank_data()
        yield app


@pytest.fixture
def odd(spoken_oddly):
    with spoken_oddly.app_context():
        yield spoken_oddly
        db.session.rollback()


def blank_data() -> None:
    # The log of a change of words says rightly what they were before.
    db.session.execute(delete(Activity).where(Activity.subject_kind == ChosenPart.__tablename__))
    for title in db.session.scalars(select(Course.title)).all():
        body = OutgoingMessage.body, OutgoingMessage.subject
        db.session.execute(
            update(OutgoingMessage).values({column: func.replace(column, title, "Course") for column in body})
        )
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String) and table.name not in {"chosen_part", "outgoing_message"}:
                for words in DATA:
                    held = cast(column, String).contains(words)
                    db.session.execute(
                        update(table).where(held).values({column: func.replace(column, words, "Data")})
                    )
    for certificate in db.session.scalars(select(Certificate)):
        # Titles of courses, as they were printed.
        printed = {key: value for key, value in certificate.snapshot.items() if key != "course_title"}
        certificate.snapshot = {**printed, "course_title": "Course", "outcomes": []}
    db.session.commit()


def sign_in(client, login: str) -> None:
    account = db.session.scalars(select(Account).where(Account.email == f"{login}{DEMO_DOMAIN}")).one()
    key = a_session_key(account)
    with client.session_transaction() as session:
        session.clear()
        session.update(signed_in_as(key))


def pages(app):
    plain = (rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments)
    yield from ((rule.endpoint, rule.rule) for rule in plain)
    yield from addresses(app)


@pytest.mark.parametrize("login", LOGINS)
def test_no_page_or_export_says_anybody_elses_word(odd, login):
    client, found, seen = odd.test_client(), {}, 0
    for endpoint, address in pages(odd):
        sign_in(client, login)
        answer = client.get(address)
        answer.get_data()  # a download has ended before the next thing is asked for
        if answer.status_code == 200 and answer.mimetype in READ:
            seen += 1
            # The profiles' own pages quote the strategies of others.
            if (said := said_by_us(answer.text)) and "profile" not in endpoint:
                found[address] = said
    assert seen > 30
    assert not found


def test_no_letter_does_either(odd):
    letters = db.session.execute(select(OutgoingMessage.subject, OutgoingMessage.body)).all()
    assert any(NAME in body for _, body in letters)
    assert not said_by_us(" ".join(f"{subject} {body}" for subject, body in letters))


def test_the_odd_words_are_the_ones_that_are_said(odd):
    client = odd.test_client()
    sign_in(client, "coordinator")
    assert "xlocal_areax" in client.get("/champions").text.lower()
    assert "Xlevel2x" in client.get("/audits/register/assessments").text
    assert "xfehaxs" in client.get("/privacy").text


def test_grades_are_called_as_the_partnership_calls_them(odd):
    client = odd.test_client()
    begun = select(Audit.id, Account.email).join(Account, Account.person_id == Audit.auditor_id)
    login = f"auditor{DEMO_DOMAIN}"
    audit = db.session.execute(begun.where(Audit.working.is_(None), Account.email == login)).first()
    sign_in(client, "auditor")
    assert "Xgrade4x" in client.get(f"/audits/{audit.id}/sections/A").text
    version = db.session.scalars(select(ChecklistVersion.id)).first()
    assert "Xgrade2x" in client.get(f"/checklists/{version}/full").text
    working = db.session.scalars(select(Audit.working).where(Audit.working.is_not(None))).first()
    assert working["words"]["3"] == "Xgrade3x"


def test_an_area_is_called_as_it_was_renamed(odd):
    client = odd.test_client()
    area = db.session.scalars(select(LocalArea)).first()
    before, area.name = area.name, "Xareax"
    db.session.flush()
    sign_in(client, "coordinator")
    for url in ("/schools", "/champions", "/local-areas", "/audits/register/assessments", "/training"):
        text = client.get(url).text
        assert "Xareax" in text, url
        assert f">{before}<" not in text, url
