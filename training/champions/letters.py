"""What people are written about becoming Champion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.kernel import letters, outbox
from portal.kernel.text import long_day
from portal.kernel.words import word
from portal.messages.kinds import MessageKind
from portal.people.letters import addressed_each, wants_text
from portal.people.models import Person, School
from training.champions.domain import ChampionKind
from training.champions.models import ChampionInvitation

INVITED = "champion_invited"


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
