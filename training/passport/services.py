"""Making and stopping links to one's own passport. Callers commit."""

from __future__ import annotations

import secrets
from datetime import timedelta

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor
from portal.kernel.db import db
from portal.kernel.rules import in_force
from training.passport import queries
from training.passport.domain import MakeLink, PassportRules, TooManyLinks
from training.passport.models import PassportLink

# Whoever turns pages within a visit is one visitor.
A_VISIT = timedelta(minutes=5)


def make_link(actor: Actor, command: MakeLink) -> PassportLink:
    """Only ever to one's own passport: whoever may read it may not hand it on."""
    rules = in_force(PassportRules)
    if queries.count_live(actor.person_id) >= rules.most:
        raise TooManyLinks(rules.most)
    now = clock.now()
    link = PassportLink(
        person_id=actor.person_id,
        reference=secrets.token_urlsafe(18),
        note=command.note,
        with_requirements=command.with_requirements,
        made_at=now,
        expires_at=now + rules.lasts,
    )
    db.session.add(link)
    activity.record(actor, "make_passport_link", link, before={}, after=_as_told(link))
    return link


def end_link(actor: Actor, link_id: int) -> None:
    """Stop one of one's own; what was stopped or has expired stays as it is."""
    link = queries.get_own_link(link_id, actor.person_id)
    if link.ended_at is not None or link.expires_at <= clock.now():
        return
    before = _as_told(link)
    link.ended_at = clock.now()
    activity.record(actor, "end_passport_link", link, before=before, after=_as_told(link))


def _as_told(link: PassportLink) -> dict[str, str]:
    """A link as the log keeps it: never its address."""
    ended = link.ended_at.isoformat() if link.ended_at else ""
    return {"expires_at": link.expires_at.isoformat(), "ended_at": ended}


def note_opening(link: PassportLink) -> None:
    """Write into the person's history that somebody came by this link. Load anew what the page shows."""
    last = queries.map_last_opened([link.id]).get(link.id)
    if last is None or clock.now() - last >= A_VISIT:
        activity.record_opening(SYSTEM, queries.SHOWN, PassportLink, link.id, person_id=link.person_id)
