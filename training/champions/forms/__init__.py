"""What people fill in about Champions, and what they narrow lists by."""

from __future__ import annotations

from training.champions.forms.changing import (
    AppointForm,
    CoverAreaForm,
    CoverForm,
    HandOverForm,
    StandDownForm,
)
from training.champions.forms.roster import RosterFilterForm
from training.champions.forms.terms import CoursesForm, TermForm

__all__ = [
    "AppointForm",
    "CoursesForm",
    "CoverAreaForm",
    "CoverForm",
    "HandOverForm",
    "RosterFilterForm",
    "StandDownForm",
    "TermForm",
]
