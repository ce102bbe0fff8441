"""What the demo partnership's people had this week of what is coming up for them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.outbox import MessageState, OutgoingMessage
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from training.digests import letters, services
from training.digests.domain import ChooseDigest, DigestWay, Issue, by_person
from training.digests.queries import OWN_DIGEST

# After everybody who books, is written to or sends a form.
ORDER = 165


def load(plan: DemoPlan) -> None:
    """The digests that the demo accounts had on Monday; one of them hears daily from now on, one never."""
    cast, today = find_cast(), clock.today()
    issue = Issue(today - timedelta(days=today.weekday()))
    theirs = {player.actor.person_id for player in cast.values()}
    told = {one: lines for one, lines in by_person(letters.lines_of(issue)).items() if one in theirs}
    written = services.write_digests(issue, told)
    at = min(issue.morning, clock.now())
    for message in db.session.scalars(select(OutgoingMessage).where(OutgoingMessage.kind == OWN_DIGEST)):
        message.written_at = message.due_at = message.sent_at = at
        message.state, message.attempts = MessageState.SENT, 1
    services.choose(cast["champion"].actor, ChooseDigest(way=DigestWay.DAILY))
    services.choose(cast["board"].actor, ChooseDigest(way=DigestWay.NONE))
    plan.say(f"{written:,} digests to learners")
