"""Work of this room on the timetable."""

from __future__ import annotations

from portal.kernel.db import unit_of_work
from training.champions import services


def remind_of_briefings() -> None:
    """Remind schools that have not passed a briefing on, once. Safe to run twice."""
    reminded = True
    while reminded:
        with unit_of_work():
            reminded = bool(services.remind_of_briefings())


def lapse_invitations() -> None:
    """Close invitations that came to nothing, round after round. Safe to run twice."""
    lapsed = True
    while lapsed:
        with unit_of_work():
            lapsed = bool(services.lapse_invitations())


def rank_former() -> None:
    """Take those whose last day has passed down the queues again. Safe to run twice."""
    with unit_of_work():
        services.rank_former()
