"""What people are told about a place that was lost: once for each, to each reader (docs/training.md 4.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.kernel import letters, outbox
from portal.kernel.chosen import chosen
from portal.kernel.letters import Letter, public_address
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.rules import in_force
from portal.kernel.text import day, moment, plural
from portal.people.letters import Addressed, Addressee, addressed_each, wants_text
from training.catalogue.models import TrainingEvent
from training.lost_places import queries
from training.lost_places.domain import LadderRules, LossState
from training.lost_places.kinds import ASKED, DECIDED, LEAD, MANAGER
from training.lost_places.models import LostPlace

PREFIX = "lost_place:"
NOT_ANY_MORE = "It does not count any more"

Rungs = Mapping[int, int]
Written = tuple[LostPlace, Addressee, Letter]


def about(loss: LostPlace) -> str:
    return f"{PREFIX}{loss.id}"


def ask(
    event: TrainingEvent,
    losses: Sequence[LostPlace],
    secrets: Mapping[int, str],
    rungs: Rungs,
    rules: LadderRules,
) -> None:
    """The question, to each person or whoever gets their letters, with a link that only the letter has."""
    write = letters.writer(ASKED)
    written: list[Written] = []
    for one in losses:
        person = one.booking.person
        facts = _facts(event, one, rungs, rules) | {"link": outbox.ONE_TIME_LINK}
        written.append((one, person, write(facts, with_text=wants_text(person))))
    links = {key: public_address(f"/lost-place/{secret}") for key, secret in secrets.items()}
    _queue(ASKED, written, links=links)


def tell_managers(
    event: TrainingEvent, losses: Sequence[LostPlace], rungs: Rungs, rules: LadderRules
) -> None:
    """To whoever manages the person in the post they booked in; nobody where that post is over."""
    managers, write = queries.map_managers([one.booking for one in losses]), letters.writer(MANAGER)
    written: list[Written] = []
    for one in losses:
        manager = managers.get(one.booking_id)
        if manager is not None:
            link = public_address(f"/bookings/{one.booking_id}/why")
            facts = _facts(event, one, rungs, rules) | {"reader": manager.given_name, "link": link}
            written.append((one, manager, write(facts, with_text=wants_text(manager))))
    _queue(MANAGER, written)


def tell_leads(event: TrainingEvent, losses: Sequence[LostPlace], rungs: Rungs, rules: LadderRules) -> None:
    """To whoever leads the agency, once the time to excuse it is over; never about themself."""
    agencies = {one.booking.agency_id for one in losses if one.booking.agency_id is not None}
    leads = queries.map_leads(agencies)
    write, link = letters.writer(LEAD), public_address("/training/lost-places/people")
    messages = []
    for one in losses:
        for lead in leads.get(one.booking.agency_id, ()):
            if lead.id != one.booking.person_id and lead.email:
                letter = write(_facts(event, one, rungs, rules) | {"reader": lead.name, "link": link})
                due_at = one.noted_at + rules.excused_within
                messages.append(
                    outbox.Message(
                        recipient=lead.email,
                        kind=LEAD,
                        about=about(one),
                        version=one.times,
                        person_id=one.booking.person_id,
                        subject=letter.subject,
                        body=letter.body,
                        due_at=due_at,
                    )
                )
    outbox.queue_all(messages)


def tell_decided(event: TrainingEvent, loss: LostPlace) -> None:
    """What came of it, to the person."""
    person = loss.booking.person
    facts = _facts(event, loss, {}, in_force(LadderRules)) | {
        "accepted": loss.state is LossState.EXCUSED,
        "refused": loss.state is LossState.REFUSED,
        "note": loss.note,
        "link": public_address("/my-training/lost-places"),
    }
    letter = letters.writer(DECIDED)(facts, with_text=wants_text(person))
    version = int(loss.decided_at.timestamp()) if loss.decided_at else loss.times
    _queue(DECIDED, [(loss, person, letter)], version=version)


def _facts(event: TrainingEvent, loss: LostPlace, rungs: Rungs, rules: LadderRules) -> dict[str, object]:
    person, count, contacts = loss.booking.person, rungs.get(loss.id, 1), chosen().contacts
    return {
        "first_name": person.given_name,
        "name": person.name,
        "course": event.course.title,
        "code": event.code,
        "when": moment(event.starts_at) if event.starts_at else "",
        "count": count,
        "months": plural(rules.months, "month"),
        "is_first": count == 1,
        "is_told": count >= rules.lead_from,
        "is_barred": count >= rules.bar_from,
        "bar_from": rules.bar_from,
        "excused_until": day(loss.noted_at + rules.excused_within),
        "link_until": day(loss.link_until) if loss.link_until else "",
        "help": " or ".join(one for one in (contacts.help_phone, contacts.help_email) if one),
    }


def _queue(
    kind: str, written: Sequence[Written], *, links: Mapping[int, str] | None = None, version: int = 1
) -> None:
    sent = addressed_each((reader, letter) for _, reader, letter in written)
    outbox.queue_all(
        [
            _message(kind, loss, one, (links or {}).get(loss.id, ""), version)
            for (loss, _, _), one in zip(written, sent, strict=True)
            if one is not None
        ]
    )


def _message(kind: str, loss: LostPlace, sent: Addressed, link: str, version: int) -> outbox.Message:
    return outbox.Message(
        recipient=sent.recipient,
        channel=sent.channel,
        person_id=loss.booking.person_id,
        kind=kind,
        about=about(loss),
        version=version,
        subject=sent.letter.subject,
        body=_on_paper(sent.letter.body) if sent.channel is outbox.Channel.POST else sent.letter.body,
        link="" if sent.channel is outbox.Channel.POST else link,
    )


def _on_paper(body: str) -> str:
    """A secret link is put in as a message leaves, and nothing puts it into an envelope: the page instead."""
    return body.replace(outbox.ONE_TIME_LINK, public_address("/my-training"))


def seal(message: OutgoingMessage) -> str:
    """Why a letter that has not left is not sent after all: it counts no longer, or for less."""
    if not message.about.startswith(PREFIX) or message.kind == DECIDED:
        return ""
    loss = queries.find_loss(int(message.about.removeprefix(PREFIX)))
    if loss is None or not loss.counts:
        return NOT_ANY_MORE
    rules = in_force(LadderRules)
    if message.kind == LEAD and queries.read_rung(loss, rules) < rules.lead_from:
        return NOT_ANY_MORE
    return ""
