"""The roster as people read it, and how well it covers the schools. Reads only."""

from __future__ import annotations

from training.champions.finding.coverage import list_cells, list_cluster_names
from training.champions.finding.roster import (
    ROSTER_ORDER,
    HeldRow,
    Holder,
    RosterFigures,
    by_school,
    count_covered,
    list_held_today,
    list_holders,
    list_roster,
)

__all__ = [
    "ROSTER_ORDER",
    "HeldRow",
    "Holder",
    "RosterFigures",
    "by_school",
    "count_covered",
    "list_cells",
    "list_cluster_names",
    "list_held_today",
    "list_holders",
    "list_roster",
]
