"""Somebody with a record of training, who shows it."""

from __future__ import annotations

from urllib.parse import urlsplit

from portal.kernel import clock
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import saved, someone
from tests.integration.certificates.cast import a_certificate, a_confirmed_event, a_result
from tests.support.pages import parse, words_of
from training.bookings.domain import BookingStatus
from training.passport.models import PassportLink
from training.requirements.domain import Basis, EvidenceState, Takes
from training.requirements.domain import State as Standing
from training.requirements.models import Requirement, RequirementEvidence, RequirementStanding

REFERENCE = "Level 3 with another board, certificate 4711"


def a_learner(**given):
    """Their account, and the person."""
    account = someone(**given)
    return account, db.session.get_one(Person, account.person_id)


def a_record(person):
    """A certificate, a part of another event, evidence that counts and evidence that does not."""
    certificate = a_certificate(person)
    a_result(a_confirmed_event(title="Half of it", days_ago=20), person, BookingStatus.PART)
    a_result(a_confirmed_event(title="Not there", days_ago=30), person, BookingStatus.NO_SHOW)
    requirement = saved(
        Requirement(
            name="Safeguarding basics",
            takes=Takes.ALL,
            basis=Basis.COMPLETION,
            starts_on=clock.today(),
        )
    )
    for state, said in ((EvidenceState.ACCEPTED, REFERENCE), (EvidenceState.REFUSED, "Refused paper")):
        saved(some_evidence(person, requirement, state, said))
    saved(
        RequirementStanding(
            person_id=person.id,
            requirement_id=requirement.id,
            state=Standing.EXEMPT,
            state_since=clock.today(),
        )
    )
    return certificate


def some_evidence(person, requirement, state, said):
    return RequirementEvidence(
        person_id=person.id,
        requirement_id=requirement.id,
        completed_on=clock.today(),
        reference=said,
        state=state,
        sent_at=clock.now(),
    )


def make_link(client, **said) -> str:
    """The path of a new link to the passport of whoever is signed in."""
    client.submit("/my-passport", form="form[action$=links]", **said)
    page = parse(client.get("/my-passport").text)
    return urlsplit(page.select_one("main .portal-key").text.strip()).path


def the_link() -> PassportLink:
    return db.session.query(PassportLink).order_by(PassportLink.id.desc()).first()


def shown(client, path: str) -> str:
    """The words of a page that a stranger opens."""
    client.sign_out()
    answer = client.get(path)
    assert answer.status_code == 200
    return words_of(parse(answer.text).select_one("main"))
