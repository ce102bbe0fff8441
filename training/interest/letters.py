"""What people who want a course are told: once about each of its dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.kernel import letters, outbox
from portal.kernel.text import moment
from portal.people.letters import Addressee, addressed_each, wants_text
from training.catalogue.models import TrainingEvent
from training.interest.domain import DATES, MOST_DATES, about
from training.interest.models import Interest

News = Mapping[Interest, Sequence[TrainingEvent]]


def tell(news: News) -> None:
    """Queue one letter for each person and course, about all that is new to them."""
    write = letters.writer(DATES)
    written: list[tuple[Addressee, letters.Letter]] = [
        (one.person, write(facts_of(one, events), with_text=wants_text(one.person)))
        for one, events in news.items()
    ]
    pairs = zip(news.items(), addressed_each(written), strict=True)
    outbox.queue_all(
        [
            outbox.Message(
                recipient=sent.recipient,
                channel=sent.channel,
                person_id=one.person_id,
                kind=DATES,
                about=about(one.id),
                # No event is told of twice, so that no two letters share their first.
                version=events[0].id,
                subject=sent.letter.subject,
                body=sent.letter.body,
                not_after=max(event.starts_at for event in events if event.starts_at),
            )
            for (one, events), sent in pairs
            if sent is not None
        ]
    )


def facts_of(interest: Interest, events: Sequence[TrainingEvent]) -> dict[str, object]:
    """What a letter about new dates may say."""
    dates = [moment(event.starts_at) for event in events[:MOST_DATES] if event.starts_at]
    return {
        "first_name": interest.person.given_name,
        "course": interest.course.title,
        "dates": "\n".join(f"- {one}" for one in dates),
        "in_a_row": ", ".join(dates),
        "course_page": letters.public_address(f"/training/courses/{interest.course_id}"),
        "is_one": len(events) == 1,
        "more": len(events) - MOST_DATES if len(events) > MOST_DATES else "",
    }
