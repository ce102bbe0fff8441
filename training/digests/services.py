"""Choosing how often to hear, and writing digests. Callers commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.kernel import activity, clock, outbox
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.rules import in_force
from training.digests import letters, queries
from training.digests.domain import ChooseDigest, DigestRules, Issue, Own, has_news
from training.digests.models import DigestChoice


def choose(actor: Actor, command: ChooseDigest) -> None:
    """From now on this person hears so, whatever is usual."""
    found = queries.find_choice(actor.person_id, lock=True)
    before = found.way if found else in_force(DigestRules).usual_way
    if found is None:
        found = DigestChoice(person_id=actor.person_id)
        db.session.add(found)
    elif before is command.way:
        return
    found.way, found.chosen_at = command.way, clock.now()
    db.session.flush()
    activity.record(
        actor, "choose_digest", found, before={"way": before.value}, after={"way": command.way.value}
    )


def write_digests(issue: Issue, told: Mapping[int, Sequence[Own]]) -> int:
    """Queue the digests of these people, each once; says how many were new.

    Whoever hears daily gets one only if it says something that the last one did not.
    """
    last = queries.map_last(queries.map_daily(told), issue.morning)
    written = letters.digests(issue, told, queries.map_people(told))
    return outbox.queue_all(
        [
            letter
            for one, letter in written.items()
            if one not in last or has_news(told[one], letter.body, last[one])
        ]
    )
