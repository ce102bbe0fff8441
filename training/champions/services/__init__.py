"""Every change about Champions. Callers commit."""

from __future__ import annotations

from training.champions.services.appointing import (
    appoint_champion,
    cover_school,
    hand_over,
    stand_down_champion,
)
from training.champions.services.clusters import place_in_clusters
from training.champions.services.inviting import (
    answer_invitation,
    invite_successor,
    lapse_invitations,
    read_priority,
    withdraw_invitation,
)
from training.champions.services.terms import add_term, choose_courses, remove_term, seen_courses

__all__ = [
    "add_term",
    "answer_invitation",
    "appoint_champion",
    "choose_courses",
    "cover_school",
    "hand_over",
    "invite_successor",
    "lapse_invitations",
    "place_in_clusters",
    "read_priority",
    "remove_term",
    "seen_courses",
    "stand_down_champion",
    "withdraw_invitation",
]
