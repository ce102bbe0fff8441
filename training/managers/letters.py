"""The letters to managers: who gets them is decided before, what they say is here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from portal.kernel import letters
from portal.kernel.outbox import Message
from portal.messages.kinds import MessageKind
from portal.people.models import Person
from training.managers.domain import News, Told, Week, sections
from training.managers.queries import about_copy

DIGEST = "manager_digest"
COPY = "manager_copy"
_PERSON = {"first_name": "Alex", "people": "https://portal.example/people"}


def message_kinds() -> Iterator[MessageKind]:
    line = "- Sam Taylor: Early help: the whole family, 3 March 2026 at 9:30am"
    digest = {"week": "2 March 2026 to 8 March 2026", **dict.fromkeys((one.value for one in News), line)}
    yield MessageKind(
        DIGEST, "Weekly digest to a manager", template=DIGEST, facts=_PERSON | digest, has_text=False
    )
    copy = {"name": "Sam Taylor", "what": News.BOOKED.what, "course": "Early help: the whole family"}
    copy |= {"code": "GHP-0042", "when": "3 March 2026 at 9:30am"}
    yield MessageKind(COPY, "Copy to a manager", template=COPY, facts=_PERSON | copy, has_text=False)


def about_digest(manager_id: int, week: Week) -> str:
    """One for each manager and week: the outbox refuses another."""
    return f"digest:{manager_id}:{week.monday.isoformat()}"


def digests(week: Week, news: Mapping[int, Sequence[Told]], managers: Mapping[int, Person]) -> list[Message]:
    write = letters.writer(DIGEST)
    return [
        _message(
            managers[manager_id],
            DIGEST,
            about_digest(manager_id, week),
            write(_facts(managers[manager_id]) | {"week": week.in_words} | dict(sections(told))),
        )
        for manager_id, told in news.items()
    ]


def copies(news: Sequence[Told], managers: Mapping[int, Person]) -> list[Message]:
    write = letters.writer(COPY)
    return [
        _message(managers[one.manager_id], COPY, about_copy(one), write(_said(one, managers[one.manager_id])))
        for one in news
    ]


def _said(told: Told, manager: Person) -> dict[str, object]:
    said = {"name": told.name, "what": told.news.what, "course": told.course, "code": told.code}
    return _facts(manager) | said | {"when": told.when}


def _facts(manager: Person) -> dict[str, object]:
    return {"first_name": manager.given_name, "people": letters.public_address("/people")}


def _message(manager: Person, kind: str, about: str, letter: letters.Letter) -> Message:
    return Message(
        recipient=manager.email or "",
        person_id=manager.id,
        kind=kind,
        about=about,
        subject=letter.subject,
        body=letter.body,
    )
