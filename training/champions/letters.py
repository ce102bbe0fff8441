"""What people are written about becoming Champion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from portal.kernel import letters, outbox
from portal.kernel.text import long_day
from portal.kernel.words import word
from portal.messages.kinds import MessageKind
from portal.people.letters import addressed_each, wants_text
from portal.people.models import Person, School
from training.champions.domain import ChampionKind
from training.champions.models import BriefingVersion, ChampionBriefing, ChampionInvitation

INVITED = "champion_invited"
BRIEFED, CORRECTED = "champion_briefing", "champion_briefing_corrected"
REMINDED = "champion_briefing_reminder"


def message_kinds() -> Iterator[MessageKind]:
    """What these letters are called, and what they may say."""
    sample = {
        "first_name": "Sam",
        "school": "Acorn Primary School",
        "what": f"{word.Champion}",
        "courses": "- Early help for schools",
        "answer_by": "Tuesday 24 March 2026",
        "answer_page": "https://portal.example/champions/invitations",
        "dates_page": "https://portal.example/training",
    }
    yield MessageKind(INVITED, f"Invited to be {word.champion_short}", template=INVITED, facts=sample)
    briefing = {
        "first_name": "Sam",
        "title": "What is new this term",
        "body": "The form for a first conversation is shorter.",
        "correction": "The new form starts on 1 April",
        "page": "https://portal.example/champions/briefings/1",
    }
    labels = {
        BRIEFED: "Briefing to pass on",
        CORRECTED: "Briefing corrected",
        REMINDED: "Briefing not passed on",
    }
    for kind, label in labels.items():
        yield MessageKind(kind, label, template=kind, facts=briefing)


def about(invitation_id: int) -> str:
    """What a message is about."""
    return f"champion-invitation:{invitation_id}"


def invite(invitation: ChampionInvitation, person: Person, school: School, courses: Sequence[str]) -> None:
    """Queue the letter that asks."""
    facts = {
        "first_name": person.given_name,
        "school": school.name,
        "what": word.Champion if invitation.kind is ChampionKind.LEAD else f"deputy of the {word.Champion}",
        "courses": "\n".join(f"- {title}" for title in courses),
        "answer_by": long_day(invitation.answer_by),
        "answer_page": letters.public_address("/champions/invitations"),
        "dates_page": letters.public_address("/training"),
    }
    written = letters.writer(INVITED)(facts, with_text=wants_text(person))
    (sent,) = addressed_each([(person, written)])
    if sent is not None:
        outbox.queue(
            outbox.Message(
                recipient=sent.recipient,
                channel=sent.channel,
                person_id=person.id,
                kind=INVITED,
                about=about(invitation.id),
                subject=sent.letter.subject,
                body=sent.letter.body,
            )
        )


def about_briefing(briefing_id: int) -> str:
    return f"briefing:{briefing_id}"


def brief(version: BriefingVersion, people: Sequence[Person]) -> None:
    """Queue a version for these people; whoever got it already gets nothing."""
    facts: dict[str, object] = {
        "title": version.title,
        "body": version.body,
        "correction": version.note,
        "page": letters.public_address(f"/champions/briefings/{version.briefing_id}"),
    }
    kind = CORRECTED if version.version > 1 else BRIEFED
    _queue_each(people, kind, facts, about_briefing(version.briefing_id), version.version)


def remind(briefing: ChampionBriefing, people: Sequence[Person]) -> None:
    """Queue the one reminder."""
    facts: dict[str, object] = {
        "title": briefing.title,
        "page": letters.public_address(f"/champions/briefings/{briefing.id}"),
    }
    _queue_each(people, REMINDED, facts, about_briefing(briefing.id), 1)


def _queue_each(
    people: Sequence[Person], kind: str, facts: Mapping[str, object], about_it: str, version: int
) -> None:
    write = letters.writer(kind)
    written = [
        (one, write({**facts, "first_name": one.given_name}, with_text=wants_text(one))) for one in people
    ]
    outbox.queue_all(
        [
            outbox.Message(
                recipient=sent.recipient,
                channel=sent.channel,
                person_id=person.id,
                kind=kind,
                about=about_it,
                version=version,
                subject=sent.letter.subject,
                body=sent.letter.body,
            )
            for person, sent in zip(people, addressed_each(written), strict=True)
            if sent is not None
        ]
    )
