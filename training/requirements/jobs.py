"""Work of this room: looking at everybody whom a change concerns, and moving on whose day has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from portal.kernel.work import Progress
from training.requirements.queries import facts, records
from training.requirements.services import keeping, setting

# People looked at in one transaction.
BATCH = 500


def recalculate(payload: Mapping[str, Any], progress: Progress) -> None:
    """After a change of a requirement: how everybody concerned stands now. Safe to run twice."""
    requirement_id = payload["requirement_id"]
    with unit_of_work():
        asked = facts.list_asked([requirement_id])
        people = list(records.list_to_look_at(asked[0])) if asked else []
    for start in range(0, len(people), BATCH):
        with unit_of_work():
            keeping.work_out(people[start : start + BATCH], [requirement_id])
        progress.report(min(start + BATCH, len(people)), len(people))
    with unit_of_work():
        setting.settle(requirement_id)


def look_again(payload: Mapping[str, Any], progress: Progress) -> None:
    """People of whom more or less is known than before. Safe to run twice."""
    people = payload["person_ids"]
    for start in range(0, len(people), BATCH):
        with unit_of_work():
            keeping.work_out(people[start : start + BATCH])
        progress.report(min(start + BATCH, len(people)), len(people))


def move_on() -> None:
    """Those whose next day has come, and nobody else. Safe to run twice, and to be killed half-way."""
    while True:
        with unit_of_work():
            people = records.list_turning(clock.today(), BATCH)
            keeping.work_out(people)
        if len(people) < BATCH:
            return
