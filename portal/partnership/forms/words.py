"""The vocabulary: what the partnership calls each thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import SelectField, StringField, SubmitField, ValidationError
from wtforms.validators import DataRequired, Length

from portal.kernel.chosen import Term
from portal.kernel.forms import GovInput, GovSelect, GovSubmit, choices, stripped
from portal.kernel.words import VOCABULARY
from portal.partnership.domain import Part
from portal.partnership.forms.part import PartForm

LONGEST = 60
PLACES = ("one", "many", "article")


def in_a_sentence(_form: object, field: StringField) -> None:
    """Braces stand for words of the vocabulary: a word that holds them would be replaced itself."""
    if set(field.data or "") & set("{}<>\n\r"):
        raise ValidationError("Use letters, numbers and spaces. Brackets like { or < cannot be used")


class WordsForm(PartForm):
    """Three fields for each word: one of them, several of them, and whether it is “a” or “an”."""

    part = Part.WORDS

    def content(self) -> dict[str, Any]:
        return {key: {place: self[f"{key}-{place}"].data for place in PLACES} for key in VOCABULARY}

    def begin(self, content: Mapping[str, Any], version: int) -> None:
        flat = {f"{key}-{place}": words[place] for key, words in content.items() for place in PLACES}
        super().begin(flat, version)

    def said(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        known = ((meaning, content[key]) for key, meaning in VOCABULARY.items() if key in content)
        return [
            (meaning.says, f"{words['article']} {words['one']}, {words['many']}") for meaning, words in known
        ]

    def terms(self) -> dict[str, Term]:
        """What was typed, as sentences would use it."""
        return {key: Term(**words) for key, words in self.content().items()}

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """Each word's meaning and its fields."""
        for key, meaning in VOCABULARY.items():
            yield meaning.says, [self[f"{key}-{place}"] for place in PLACES]


def _word(label: str, missing: str) -> StringField:
    return StringField(
        label,
        filters=[stripped],
        validators=[
            DataRequired(missing),
            Length(max=LONGEST, message=f"Use {LONGEST} characters or fewer"),
            in_a_sentence,
        ],
        widget=GovInput(label_classes=""),
    )


for _key, _meaning in VOCABULARY.items():
    _said = _meaning.says[:1].lower() + _meaning.says[1:]
    setattr(WordsForm, f"{_key}-one", _word("One of them", f"Enter the word for: {_said}"))
    setattr(WordsForm, f"{_key}-many", _word("Several of them", f"Enter the plural for: {_said}"))
    _article = SelectField(
        "Said with", choices=choices([("a", "a"), ("an", "an")]), widget=GovSelect(label_classes="")
    )
    setattr(WordsForm, f"{_key}-article", _article)
WordsForm.submit = SubmitField("Save", widget=GovSubmit())
WordsForm.preview = SubmitField(
    "See how it reads", widget=GovSubmit(classes="govuk-button--secondary", name="preview")
)
