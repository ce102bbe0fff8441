"""What people do about messages: send one again, try one again, post one. Callers commit."""

from __future__ import annotations

from portal.kernel import activity, clock, outbox
from portal.kernel.access import Actor, Permission, require
from portal.kernel.outbox import Channel, MessageState, OutgoingMessage
from portal.messages import queries
from portal.messages.domain import NotAgain, NothingToTry, TextGone


def send_again(actor: Actor, message_id: int) -> OutgoingMessage:
    """Send the same words to the same reader once more, on purpose: a row of its own, and logged."""
    require(actor, Permission.MESSAGE_SEND)
    message = queries.get_message(message_id, lock=True)
    if message.state is not MessageState.SENT:
        raise NotAgain
    if message.body_purged or outbox.has_hidden_link(message.body):
        raise TextGone
    copy = outbox.send_again(message)
    before, after = {"again": message.again}, {"again": copy.again}
    activity.record(actor, "send_message_again", copy, person_id=copy.person_id, before=before, after=after)
    return copy


def try_again(actor: Actor, message_id: int) -> OutgoingMessage:
    """Give a message that failed all its tries once more, from now on."""
    require(actor, Permission.MESSAGE_SEND)
    message = queries.get_message(message_id, lock=True)
    has_failed = message.state is MessageState.FAILED or bool(message.failure)
    if message.state in {MessageState.SENT, MessageState.CLOSED} or not has_failed:
        raise NothingToTry
    before = {"state": message.state.value, "attempts": message.attempts}
    message.state, message.attempts, message.due_at = MessageState.WAITING, 0, clock.now()
    after = {"state": message.state.value, "attempts": 0}
    activity.record(
        actor, "try_message_again", message, person_id=message.person_id, before=before, after=after
    )
    return message


def mark_posted(actor: Actor, message_id: int) -> OutgoingMessage:
    """A letter on paper has gone to the post."""
    require(actor, Permission.MESSAGE_SEND)
    message = queries.get_message(message_id, lock=True)
    if message.channel is not Channel.POST or message.state is not MessageState.WAITING:
        raise NothingToTry("This letter does not wait to be posted")
    before = {"state": message.state.value}
    message.state, message.sent_at = MessageState.SENT, clock.now()
    after = {"state": message.state.value}
    activity.record(actor, "post_letter", message, person_id=message.person_id, before=before, after=after)
    return message
