"""How queued messages leave: each once, however many processes send, and never more than people can bear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select, update

from portal.kernel import clock
from portal.kernel.budgets import Budget
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import ATTEMPTS, LEASE, RETRY_AFTER, Channel, MessageState, OutgoingMessage

BATCH = 50
MINUTE = timedelta(minutes=1)
# What is left of a day's messages to somebody goes on in the morning.
MORNING = time(8)
TOO_LATE = "Too late: what it tells of had begun"
# What the budgets are for. Whatever keeps an account open or a child safe never waits.
DIGEST = "digest:"
BUDGETED = ("booking:", "certificate:", "copy:", DIGEST, "event:")

Deliver = Callable[[OutgoingMessage], None]
# Says why a message need not be sent after all, or nothing; may put calendar files in. Never commits.
Seal = Callable[[OutgoingMessage], str]


def send_due(deliver: Deliver, *, seals: Sequence[Seal] = (), budget: Budget | None = None) -> int:
    """Hand every due message to `deliver`, once each however many processes do so; says how many left.

    A message is claimed in a short transaction and delivered outside any: a slow mail server keeps
    nobody from the database. A process that dies while it delivers leaves its message to be sent
    again after `LEASE`, under the same identifier (portal/kernel/mail.py).
    """
    sent = 0
    while batch := _list_due(budget):
        for message_id in batch:
            message = _claim(message_id, seals, budget)
            if message is not None:
                sent += _deliver(message, deliver)
    return sent


def _list_due(budget: Budget | None) -> Sequence[int]:
    """The next messages; of those that wait for their turn no more than this minute has left.

    Digests come last, and leave half of each minute to what has happened just now.
    """
    rank = case((_is_digest(), _DIGEST), (_is_budgeted(), _BUDGETED), else_=_URGENT)
    with unit_of_work():
        room = BATCH if budget is None else _left_this_minute(budget)
        spare = BATCH if budget is None else max(0, room - budget.per_minute // 2)
        most = _DIGEST if spare else _BUDGETED if room else _URGENT
        rows = db.session.execute(
            select(OutgoingMessage.id, rank.label("rank"))
            .where(*_is_due(), rank <= most)
            .order_by(rank, OutgoingMessage.due_at, OutgoingMessage.id)
            .limit(BATCH)
        ).all()
    urgent, budgeted, digests = ([row.id for row in rows if row.rank == one] for one in _RANKS)
    return urgent + (budgeted + digests[:spare])[:room]


_RANKS = _URGENT, _BUDGETED, _DIGEST = range(3)


def _is_digest() -> ColumnElement[bool]:
    return OutgoingMessage.about.startswith(DIGEST)


def _is_budgeted() -> ColumnElement[bool]:
    return or_(*(OutgoingMessage.about.startswith(one) for one in BUDGETED))


def _left_this_minute(budget: Budget) -> int:
    recent = select(func.count()).where(OutgoingMessage.sent_at > clock.now() - MINUTE, _is_budgeted())
    return max(0, budget.per_minute - (db.session.scalar(recent) or 0))


def _is_due() -> tuple[ColumnElement[bool], ...]:
    return (
        OutgoingMessage.state == MessageState.WAITING,
        OutgoingMessage.channel != Channel.POST,
        OutgoingMessage.due_at <= clock.now(),
        OutgoingMessage.attempts < ATTEMPTS,
    )


def _claim(message_id: int, seals: Sequence[Seal], budget: Budget | None) -> OutgoingMessage | None:
    """The message, taken for `LEASE`; None when another process has it or it is not to be sent now."""
    with unit_of_work():
        taken = db.session.scalar(
            update(OutgoingMessage)
            .where(OutgoingMessage.id == message_id, *_is_due())
            .values(attempts=OutgoingMessage.attempts + 1, due_at=clock.now() + LEASE)
            .returning(OutgoingMessage)
            .execution_options(populate_existing=True)
        )
        if taken is None or _is_put_off(taken, budget) or _is_closed(taken, seals):
            return None
        db.session.flush()
        db.session.expunge(taken)
    return taken


def _is_closed(message: OutgoingMessage, seals: Sequence[Seal]) -> bool:
    """Whether the message has nothing to say any more; its row then says why."""
    if message.not_after is not None and message.not_after <= clock.now():
        why = TOO_LATE
    else:
        why = next((reason for seal in seals if (reason := seal(message))), "")
    if why:
        message.state, message.closed_why = MessageState.CLOSED, why
    return bool(why)


def _is_put_off(message: OutgoingMessage, budget: Budget | None) -> bool:
    """Whether the reader has had enough for today: the rest comes in the morning."""
    if budget is None or not message.about.startswith(BUDGETED):
        return False
    midnight = clock.at_london(clock.today(), time(0))
    today = select(func.count()).where(
        OutgoingMessage.recipient == message.recipient,
        OutgoingMessage.sent_at >= midnight,
        _is_budgeted(),
        ~_is_digest(),  # what has happened never waits because of one
    )
    if (db.session.scalar(today) or 0) < budget.per_day:
        return False
    message.attempts -= 1
    message.due_at = tomorrow()
    return True


def tomorrow() -> datetime:
    return clock.at_london(clock.today() + timedelta(days=1), MORNING)


def _deliver(message: OutgoingMessage, deliver: Deliver) -> bool:
    try:
        deliver(message)
    except Exception as error:  # noqa: BLE001  # whatever the mail system says is written down
        again = clock.now() + RETRY_AFTER[min(message.attempts, len(RETRY_AFTER)) - 1]
        facts: dict[str, object] = {"failure": f"{type(error).__name__}: {error}", "due_at": again}
        if message.attempts >= ATTEMPTS:
            facts["state"] = MessageState.FAILED
    else:
        now = clock.now()
        facts = {"sent_at": now, "due_at": now, "failure": "", "link": "", "state": MessageState.SENT}
    with unit_of_work():
        db.session.execute(update(OutgoingMessage).where(OutgoingMessage.id == message.id).values(facts))
    return "sent_at" in facts
