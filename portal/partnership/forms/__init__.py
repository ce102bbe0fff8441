"""What an administrator fills in for the partnership."""

from __future__ import annotations

from portal.partnership.forms.grades import GradesForm
from portal.partnership.forms.logo import SendLogoForm, UseLogoForm
from portal.partnership.forms.numbers import NumbersForm, numbers_form
from portal.partnership.forms.part import PartForm
from portal.partnership.forms.plain import BoardsForm, ContactsForm, IdentityForm, LevelsForm, LinesForm
from portal.partnership.forms.words import WordsForm

__all__ = [
    "BoardsForm",
    "ContactsForm",
    "GradesForm",
    "IdentityForm",
    "LevelsForm",
    "LinesForm",
    "NumbersForm",
    "PartForm",
    "SendLogoForm",
    "UseLogoForm",
    "WordsForm",
    "numbers_form",
]
