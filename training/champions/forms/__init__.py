"""What people fill in about Champions, and what they narrow lists by."""

from __future__ import annotations

from training.champions.forms.briefings import BriefingForm, ConfirmForm, SendBriefingForm
from training.champions.forms.changing import (
    AnswerForm,
    AppointForm,
    CoverAreaForm,
    CoverForm,
    HandOverForm,
    InviteForm,
    StandDownForm,
)
from training.champions.forms.consulting import ConsultationFilterForm, ConsultationForm, ThemesForm
from training.champions.forms.coverage import ClustersForm, CoverageFilterForm
from training.champions.forms.roster import RosterFilterForm
from training.champions.forms.terms import CoursesForm, TermForm

__all__ = [
    "AnswerForm",
    "AppointForm",
    "BriefingForm",
    "ClustersForm",
    "ConfirmForm",
    "ConsultationFilterForm",
    "ConsultationForm",
    "CoursesForm",
    "CoverAreaForm",
    "CoverForm",
    "CoverageFilterForm",
    "HandOverForm",
    "InviteForm",
    "RosterFilterForm",
    "SendBriefingForm",
    "StandDownForm",
    "TermForm",
    "ThemesForm",
]
