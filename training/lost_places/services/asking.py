"""Asking why somebody did not come, once for each booking, and telling whom the ladder says."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.passwords import new_secret, secret_hash
from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM
from portal.kernel.activity import Told
from portal.kernel.rules import in_force
from portal.kernel.text import moment
from training.catalogue.models import TrainingEvent
from training.lost_places import letters, queries
from training.lost_places.domain import LadderRules, rung
from training.lost_places.models import LostPlace


def ask_about(event: TrainingEvent) -> int:
    """Write to everybody who did not come to this event, locked, and to their managers; says to how many.

    Whoever leads the agency hears of a second time, or later ones, but only once the time to excuse it is
    over: until then the message waits, and it is not sent if it does not count after all.
    """
    losses = queries.list_unasked(event.id) if event.result_confirmed_at is not None else ()
    if not losses:
        return 0
    rules, now = in_force(LadderRules), clock.now()
    secrets = {one.id: new_secret() for one in losses}
    for one in losses:
        one.secret_hash = secret_hash(secrets[one.id])
        one.asked_at, one.link_until = now, now + rules.link_lasts
    rungs = _rungs(losses, rules)
    letters.ask(event, losses, secrets, rungs, rules)
    letters.tell_managers(event, losses, rungs, rules)
    letters.tell_leads(event, [one for one in losses if rungs[one.id] >= rules.lead_from], rungs, rules)
    _log(losses)
    return len(losses)


def _rungs(losses: Sequence[LostPlace], rules: LadderRules) -> dict[int, int]:
    """The how-manieth of its person each of these is."""
    days: dict[int, list[tuple[int, LostPlace]]] = {}
    for one in queries.list_counted({loss.booking.person_id for loss in losses}, rules):
        days.setdefault(one.booking.person_id, []).append((one.id, one))
    return {
        loss.id: rung(
            loss.happened_on,
            (one.happened_on for key, one in days.get(loss.booking.person_id, ()) if key != loss.id),
            rules,
        )
        for loss in losses
    }


def _log(losses: Sequence[LostPlace]) -> None:
    told = (
        Told(one.id, {"asked": None}, {"asked": moment(one.asked_at or clock.now())}, one.booking.person_id)
        for one in losses
    )
    activity.record_each(SYSTEM, "ask_why", LostPlace, told)
