"""The base of every form: it collects, it checks shape, it never decides.

Widgets that print GOV.UK's HTML stand in `portal.kernel.widgets`, fields of our own in
`portal.kernel.fields`; both are offered from here, so that a slice's `forms.py` needs one import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from flask import Flask
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, FormField, HiddenField
from wtforms.csrf.core import CSRFTokenField

from portal.kernel.errors import RuleBroken
from portal.kernel.fields import GovDateField, GovTimeField, WholeNumberField, choices, id_or_none, stripped
from portal.kernel.text import day
from portal.kernel.widgets import (
    GovCheckboxes,
    GovDateInput,
    GovFileInput,
    GovInput,
    GovPassword,
    GovRadios,
    GovSelect,
    GovSubmit,
    GovTextArea,
    typed_in,
)
from portal.kernel.words import worded

__all__ = [
    "CommandForm",
    "GovCheckboxes",
    "GovDateField",
    "GovDateInput",
    "GovFileInput",
    "GovInput",
    "GovPassword",
    "GovRadios",
    "GovSelect",
    "GovSubmit",
    "GovTextArea",
    "GovTimeField",
    "SeenForm",
    "WholeNumberField",
    "choices",
    "form_errors",
    "id_or_none",
    "init_forms",
    "stripped",
    "takes_files",
]

View = TypeVar("View", bound=Callable[..., object])

# What WTForms says by itself, in the words of the GOV.UK style. A validator's own message always wins.
PLAIN_WORDS = {
    "Choices cannot be None.": "There is nothing to choose from",
    "Invalid Choice: could not coerce.": "Select an option from the list",
    "Invalid choice(s): one or more data inputs could not be coerced.": "Select options from the list",
    "Not a valid choice.": "Select an option from the list",
    "'%(value)s' is not a valid choice for this field.": "Select options from the list",
    "'%(value)s' are not valid choices for this field.": "Select options from the list",
    "Not a valid integer value.": "Enter a whole number",
    "Not a valid decimal value.": "Enter a number",
    "This field is required.": "Enter an answer",
    "Invalid email address.": "Enter an email address in the correct format, like name@example.com",
}


class PlainWords:
    """Stands where WTForms expects translations."""

    def gettext(self, message: str) -> str:
        return PLAIN_WORDS.get(message, message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


def takes_files(megabytes: int) -> Callable[[View], View]:
    """Let a view take larger files than other pages do, from whoever is signed in (see `portal.requests`)."""

    def declare(view: View) -> View:
        view.__largest_body__ = megabytes * 1024 * 1024  # type: ignore[attr-defined]  # how it is found again
        return view

    return declare


def _has_nul(value: object) -> bool:
    return isinstance(value, str) and "\0" in value


def print_token(field: Field, **_options: object) -> Markup:
    """The hidden CSRF field, without an id: a page may hold several forms."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(field.name, typed_in(field))


class CommandForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form whose valid data becomes one command.

    Labels and hints may hold words of the partnership in braces (portal/kernel/words.py).
    """

    form_errors: list[str]

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  # Flask-WTF's own
        super().__init__(*args, **options)
        for field in self:
            field.label.text, field.description = worded(str(field.label.text)), worded(field.description)

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # likewise
        def get_translations(self, form: FlaskForm) -> PlainWords:
            del form
            return PlainWords()

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> MultiDict[str, object] | None:
            """What was posted, without the NUL characters that PostgreSQL refuses to store."""
            posted = super().wrap_formdata(form, formdata)
            if posted is None or not any(_has_nul(value) for _, value in posted.items(multi=True)):
                return posted  # type: ignore[no-any-return]  # Flask-WTF has no types
            return MultiDict(
                (name, value.replace("\0", "") if _has_nul(value) else value)
                for name, value in posted.items(multi=True)
            )

        def render_field(self, field: Field, options: dict[str, object]) -> Markup:
            if field.name.endswith(self.csrf_field_name):
                return print_token(field)
            return Markup(super().render_field(field, options))  # noqa: S704  # widgets answer Markup

    def refuse(self, error: RuleBroken) -> None:
        """Show a broken business rule beside the field it names, or above the form when it names none."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors = [*self.form_errors, error.message]
        else:
            field.errors = [*field.errors, error.message]


class SeenForm(CommandForm):
    """A form about what others may change meanwhile; `seen` is the `fingerprint` of what it showed."""

    seen = HiddenField(widget=print_token)

    @property
    def saw(self) -> str:
        """What was sent, and nothing where nothing was: a form that does not say what it saw saw nothing."""
        return str((self.seen.raw_data or [""])[0])

    def compare(self, seen: str, shown: Mapping[str, object]) -> list[tuple[str, str]]:
        """What stands there now, as labels and words beside this form, where it is not what the form saw.

        From here on it has been seen: sent again, the form overwrites it.
        """
        if self.saw == seen:
            return []
        self.seen.data = seen
        return [(self._fields[name].label.text, _words(self._fields[name], shown[name])) for name in shown]


def _words(field: Field, value: object) -> str:
    offered = {one.value: one.label for one in getattr(field, "choices", None) or ()}
    if isinstance(value, date):
        return day(value)
    said = "" if value is None else str(value)
    return str(offered.get(said, said)) if said else ""


def form_errors(form: FlaskForm) -> list[dict[str, str]]:
    """What the error summary lists: each message with a link to the control it is about."""
    listed = [{"text": str(message)} for message in form.form_errors]
    for field in form:
        listed += _errors_of(field)
    return listed


def _errors_of(field: Field) -> Iterator[dict[str, str]]:
    if isinstance(field, FormField | FieldList):
        inner = field if isinstance(field, FormField) else field.entries
        for part in inner:
            yield from _errors_of(part)
    messages: Sequence[object] = () if isinstance(field.errors, Mapping) else field.errors
    for message in messages:
        if isinstance(field, CSRFTokenField):
            yield {"text": "The page was open for too long. Check your answers and send them again"}
        elif isinstance(message, str):
            yield {"text": message, "href": f"#{getattr(field, 'error_id', field.id)}"}


def init_forms(app: Flask) -> None:
    """Give templates `form_errors(form)`."""
    app.add_template_global(form_errors, "form_errors")
