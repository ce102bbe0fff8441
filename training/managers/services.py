"""Choosing how managers hear, and writing to them. Callers commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.kernel import activity, clock, outbox
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.people.models import Agency
from training.managers import letters, queries
from training.managers.domain import ChooseWay, ManagerWay, OfAgency, Told, Week
from training.managers.models import ManagerWord


def choose(actor: Actor, command: ChooseWay) -> Agency:
    """Managers of this agency hear so of what happens from now on."""
    agency = queries.get_agency(command.agency_id, lock=True)
    require(actor, Permission.PERSON_MANAGE, OfAgency(agency.id))
    word = queries.find_word(agency.id)
    before = word.way if word else ManagerWay.DIGEST
    if before is command.way:
        return agency
    if word is None:
        word = ManagerWord(agency_id=agency.id)
        db.session.add(word)
    word.way, word.chosen_at = command.way, clock.now()
    activity.record(
        actor,
        "choose_manager_word",
        agency,
        before={"way": before.value},
        after={"way": command.way.value},
    )
    return agency


def write_digests(week: Week, news: Mapping[int, Sequence[Told]]) -> int:
    """Queue the digest of each of these managers who has none of this week; says how many were new."""
    written = queries.list_written([letters.about_digest(one, week) for one in news])
    left = {one: told for one, told in news.items() if letters.about_digest(one, week) not in written}
    return outbox.queue_all(letters.digests(week, left, queries.map_managers(left)))


def write_copies(news: Sequence[Told]) -> int:
    managers = queries.map_managers({one.manager_id for one in news})
    return outbox.queue_all(letters.copies(news, managers))
