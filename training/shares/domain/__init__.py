"""The words and rules of places by agency (docs/training.md 4.5). Plain Python."""

from __future__ import annotations

from training.shares.domain.commands import (
    CapTooShort,
    EndsTooLate,
    EventOver,
    GroupTaken,
    KeptForNobody,
    LimitTooShort,
    MoreThanThere,
    NoDays,
    NoEnd,
    SaveCourseShare,
    SaveShare,
    TooManyKept,
    TwoEnds,
)
from training.shares.domain.filling import (
    Filled,
    Group,
    Origin,
    Share,
    ShareSort,
    end_of,
    filled,
    find_cap,
    has_room,
    most_to_keep,
    refusal,
)
from training.shares.domain.mixing import Mix, MixRow, People, mix

__all__ = [
    "CapTooShort",
    "EndsTooLate",
    "EventOver",
    "Filled",
    "Group",
    "GroupTaken",
    "KeptForNobody",
    "LimitTooShort",
    "Mix",
    "MixRow",
    "MoreThanThere",
    "NoDays",
    "NoEnd",
    "Origin",
    "People",
    "SaveCourseShare",
    "SaveShare",
    "Share",
    "ShareSort",
    "TooManyKept",
    "TwoEnds",
    "end_of",
    "filled",
    "find_cap",
    "has_room",
    "mix",
    "most_to_keep",
    "refusal",
]
