"""Every change about Champions. Callers commit."""

from __future__ import annotations

from training.champions.services.appointing import (
    appoint_champion,
    cover_school,
    hand_over,
    stand_down_champion,
)
from training.champions.services.briefings import (
    confirm_briefing,
    publish_briefing,
    remind_of_briefings,
    save_briefing,
)
from training.champions.services.clusters import place_in_clusters
from training.champions.services.inviting import (
    answer_invitation,
    invite_successor,
    lapse_invitations,
    rank_former,
    read_priority,
    withdraw_invitation,
)
from training.champions.services.terms import add_term, choose_courses, remove_term, seen_courses

__all__ = [
    "add_term",
    "answer_invitation",
    "appoint_champion",
    "choose_courses",
    "confirm_briefing",
    "cover_school",
    "hand_over",
    "invite_successor",
    "lapse_invitations",
    "place_in_clusters",
    "publish_briefing",
    "rank_former",
    "read_priority",
    "remind_of_briefings",
    "remove_term",
    "save_briefing",
    "seen_courses",
    "stand_down_champion",
    "withdraw_invitation",
]
