"""The words of requirements, their clocks, and how somebody stands. Plain Python."""

from __future__ import annotations

from training.requirements.domain.clocks import Clock, Completion, Cover, HoursClock, add_hours, run
from training.requirements.domain.standing import Facts, Span, Standing, Terms, assess
from training.requirements.domain.words import LATE, AllowanceKind, Basis, EvidenceState, State, Takes

__all__ = [
    "LATE",
    "AllowanceKind",
    "Basis",
    "Clock",
    "Completion",
    "Cover",
    "EvidenceState",
    "Facts",
    "HoursClock",
    "Span",
    "Standing",
    "State",
    "Takes",
    "Terms",
    "add_hours",
    "assess",
    "run",
]
