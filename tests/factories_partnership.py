"""Builders for what a partnership has chosen."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.db import db
from portal.partnership import memory
from portal.partnership.models import ChosenPart
from tests.factories import saved


def a_part(part: str, **content) -> ChosenPart:
    """A saved part, known to this process at once."""
    made = saved(ChosenPart(part=part, content=content, version=1, changed_at=clock.now()))
    memory.forget()
    return made


def see_changes() -> None:
    """Read again what other processes have saved, without waiting for the memory to grow old."""
    db.session.commit()
    memory.forget()
