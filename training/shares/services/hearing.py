"""What the rooms below tell this one."""

from __future__ import annotations

from training.catalogue.models import TrainingEvent
from training.shares.services import holding, releasing


def hear_of_change(event: TrainingEvent, *, has_moved: bool) -> None:
    """An event was written anew."""
    releasing.hear_of_change(event)
    holding.hear_of_change(event, has_moved=has_moved)
