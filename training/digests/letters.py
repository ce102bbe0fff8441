"""What a digest says, line by line. Who gets one is decided before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.kernel import clock, letters
from portal.kernel.outbox import Message
from portal.kernel.text import day, moment
from portal.messages.kinds import MessageKind
from portal.people.models import Person
from training.digests import queries
from training.digests.domain import STALE, Issue, Own, Section, sections
from training.digests.queries import OWN_DIGEST
from training.evaluation.domain import EvaluationForm
from training.requirements.domain.saying import in_short

_SAMPLE = {
    "first_name": "Alex",
    "day": "9 March 2026",
    "offers": "- Early help: the whole family, 3 April 2026 at 9:30am: answer by 11 March 2026 at 10am, "
    "https://portal.example/bookings/1/offer",
    "required": "- The common core: to renew by 30 April 2026, https://portal.example/my-requirements",
    "forms": "- Voice of the child, 4 March 2026 at 9:30am: the form after it, "
    "https://portal.example/training/events/1/evaluation/after",
    "certificates": "- Working with families: until 30 April 2026, https://portal.example/training/courses/1",
    "coming": "- Early help: the whole family, 17 March 2026 at 9:30am, West Offices",
    "my_training": "https://portal.example/my-training",
    "choose": "https://portal.example/my-digest",
}


def message_kinds() -> Iterator[MessageKind]:
    yield MessageKind(
        OWN_DIGEST, "What is coming up, to a learner", template=OWN_DIGEST, facts=_SAMPLE, has_text=False
    )


def lines_of(issue: Issue) -> Iterator[Own]:
    """Everything there is to say this morning, whoever it is said to."""
    for section, rows, write in (
        (Section.OFFERS, queries.list_offers, _offer),
        (Section.REQUIRED, queries.list_required, _required),
        (Section.FORMS, queries.list_forms, _form),
        (Section.CERTIFICATES, queries.list_expiring, _certificate),
        (Section.COMING, queries.list_coming, _coming),
    ):
        for row in rows(issue):
            yield Own(row.person_id, section, f"- {write(row)}")


def _offer(row: Any) -> str:  # noqa: ANN401  # a row
    address = letters.public_address(f"/bookings/{row.booking_id}/offer")
    return f"{_event(row)}: answer by {moment(row.offer_until)}, {address}"


def _required(row: Any) -> str:  # noqa: ANN401  # a row
    # Without it the line would be the one that came when it began to be asked, and so no news.
    call = "last call, " if row.is_last_call else ""
    said = in_short(row.state, row.due_on)
    return f"{call}{row.name}: {said}, {letters.public_address('/my-requirements')}"


def _form(row: Any) -> str:  # noqa: ANN401  # a row
    address = letters.public_address(f"/training/events/{row.event_id}/evaluation/{row.form}")
    return f"{_event(row)}: {_FORMS[EvaluationForm(row.form)]}, {address}"


_FORMS = {
    EvaluationForm.BEFORE: "the form before it",
    EvaluationForm.AFTER: "the form after it",
    EvaluationForm.LATER: "the form some weeks after it",
}


def _certificate(row: Any) -> str:  # noqa: ANN401  # a row
    # The page of a course that is not in the catalogue opens for nobody but those who keep it.
    page = f"/training/courses/{row.course_id}" if row.is_listed else "/my-training"
    address = letters.public_address(page)
    return f"{row.title}: until {day(row.expires_on)}, {address}"


def _coming(row: Any) -> str:  # noqa: ANN401  # a row
    place = row.place or ("online" if row.online_link else "")
    return f"{_event(row)}, {place}" if place else _event(row)


def _event(row: Any) -> str:  # noqa: ANN401  # a row
    return f"{row.title}, {moment(row.starts_at) if row.starts_at else 'no date yet'}"


def about(person_id: int, issue: Issue) -> str:
    """One for each reader and morning: the outbox refuses another."""
    return f"digest:{person_id}:{issue.day.isoformat()}"


def digests(
    issue: Issue, told: Mapping[int, Sequence[Own]], people: Mapping[int, Person]
) -> dict[int, Message]:
    """By reader."""
    write = letters.writer(OWN_DIGEST)
    found = [(people[one], write(_facts(people[one], issue, lines))) for one, lines in told.items()]
    return {
        person.id: Message(
            recipient=person.email or "",
            person_id=person.id,
            kind=OWN_DIGEST,
            about=about(person.id, issue),
            subject=letter.subject,
            body=letter.body,
            not_after=clock.now() + STALE,
        )
        for person, letter in found
    }


def _facts(person: Person, issue: Issue, lines: Sequence[Own]) -> dict[str, object]:
    pages = {"my_training": "/my-training", "choose": "/my-digest"}
    addresses = {name: letters.public_address(path) for name, path in pages.items()}
    return {"first_name": person.given_name, "day": day(issue.day), **addresses, **sections(lines)}
