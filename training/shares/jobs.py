"""What happens to places by agency by itself."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from portal.kernel.rules import in_force
from training.shares import finding, queries
from training.shares.domain import HoldRules
from training.shares.services import holding, releasing


def release_shares() -> None:
    """Give out what was kept, at the moment that was set. Safe to run twice.

    One short transaction for each event, so that nobody who books waits for the whole round.
    """
    for event_id in queries.list_ended(clock.now()):
        with unit_of_work():
            releasing.release_ended(event_id)


def release_held() -> None:
    """Give back what nobody was named for, and write beforehand to whoever holds it. Safe to run twice."""
    with unit_of_work():
        holding.warn_holders()
    for row in finding.list_due(clock.now() + in_force(HoldRules).release):
        with unit_of_work():
            holding.release_due(row.id, row.event_id)
