"""How WTForms fields become GOV.UK's HTML, through the lean macros in templates/macros.

Options given to a widget, or to a field in a template (`form.name(hint="…")`), are the macro's own params,
with a few short forms: `hint`, `label_classes`, `prefix`, `suffix`. HTML's own `required` is never printed:
the server's messages are clearer than any browser's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app
from markupsafe import Markup, escape
from wtforms import BooleanField, Field
from wtforms.fields.choices import SelectFieldBase

Params = dict[str, Any]
LABEL_CLASSES = "govuk-label--s"
LEGEND_CLASSES = "govuk-fieldset__legend--s"


def call_macro(file: str, name: str, params: Params) -> Markup:
    """The HTML of a macro in templates/macros; the compiled template is kept by Jinja."""
    module = current_app.jinja_env.get_template(f"macros/{file}.html").module
    return Markup(getattr(module, name)(params))  # noqa: S704  # an autoescaped template's own answer


class GovWidget:
    """Base of the widgets: a field's own words, then whatever the form or the page adds."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # params of the macros
        self.options = options

    def __call__(self, field: Field, **options: Any) -> Markup:  # noqa: ANN401  # likewise
        params = common_params(field) | self.options | options
        for short in ("hint", "prefix", "suffix"):
            if isinstance(params.get(short), str):
                params[short] = {"text": params[short]}
        return self.draw(field, params)

    def draw(self, field: Field, params: Params) -> Markup:
        raise NotImplementedError


def common_params(field: Field) -> Params:
    params: Params = {"id": field.id, "name": field.name}
    if field.description:
        params["hint"] = field.description
    if field.errors:
        params["errorMessage"] = _error_message(field.errors)
    return params


def typed_in(field: Any) -> str:  # noqa: ANN401  # fields have it, their published types do not
    """What the person typed, or what the form started with."""
    return str(field._value())  # noqa: SLF001  # how WTForms' own widgets ask


def _error_message(errors: Sequence[object]) -> Params:
    messages = [escape(error) for error in errors if isinstance(error, str)]
    return {"html": Markup("<br>").join(messages)}


def _label(field: Field, params: Params) -> Params:
    return {"text": field.label.text, "classes": params.pop("label_classes", LABEL_CLASSES)}


def _fieldset(field: Field, params: Params) -> Params:
    legend = {"text": field.label.text, "classes": params.pop("label_classes", LEGEND_CLASSES)}
    return {"legend": legend}


class GovInput(GovWidget):
    """One line of text: `GovInput(type="email", autocomplete="email")`."""

    def draw(self, field: Field, params: Params) -> Markup:
        params["label"] = _label(field, params)
        params["value"] = typed_in(field)
        return call_macro("input", "gov_input", params)


class GovPassword(GovWidget):
    """A password with a button that shows it (when there is script). Never printed back."""

    def draw(self, field: Field, params: Params) -> Markup:
        params["label"] = _label(field, params)
        params.setdefault("autocomplete", "current-password")
        return call_macro("password_input", "gov_password_input", params)


class GovTextArea(GovWidget):
    """Several lines; `maxlength=500` adds a live count of characters that works without script too."""

    def draw(self, field: Field, params: Params) -> Markup:
        params["label"] = _label(field, params)
        params["value"] = typed_in(field)
        if params.get("maxlength"):
            return call_macro("character_count", "gov_character_count", params)
        return call_macro("textarea", "gov_textarea", params)


class GovSelect(GovWidget):
    """A drop-down list of the field's choices."""

    def draw(self, field: Field, params: Params) -> Markup:
        params["label"] = _label(field, params)
        params["items"] = _items(field, "selected")
        return call_macro("select", "gov_select", params)


class GovRadios(GovWidget):
    """One of several. A choice's `render_kw` may carry a `hint` (words) or `conditional` (safe HTML)."""

    def draw(self, field: Field, params: Params) -> Markup:
        params["idPrefix"] = params.pop("id")
        params["fieldset"] = _fieldset(field, params)
        params["items"] = _items(field, "checked")
        return call_macro("choices", "gov_radios", params)


class GovCheckboxes(GovWidget):
    """Any of several; or, for a `BooleanField`, the one box."""

    def draw(self, field: Field, params: Params) -> Markup:
        params["idPrefix"] = params.pop("id")
        if isinstance(field, BooleanField):
            params["items"] = [{"value": "y", "text": field.label.text, "checked": bool(field.data)}]
        else:
            params["fieldset"] = _fieldset(field, params)
            params["items"] = _items(field, "checked")
        return call_macro("choices", "gov_checkboxes", params)


class GovDateInput(GovWidget):
    """Day, month and year, for a `GovDateField`."""

    def draw(self, field: Any, params: Params) -> Markup:  # noqa: ANN401  # a GovDateField, which imports us
        wrong = (field.wrong_parts or ("day", "month", "year")) if field.errors else ()
        params["fieldset"] = _fieldset(field, params)
        params["namePrefix"] = params.pop("name")
        params["items"] = [
            {
                "name": part,
                "value": typed,
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
                + (" govuk-input--error" if part in wrong else ""),
            }
            for part, typed in field.typed.items()
        ]
        return call_macro("date_input", "gov_date_input", params)


class GovFileInput(GovWidget):
    """A file to send; `attributes={"accept": ".csv"}` narrows what is offered."""

    def draw(self, field: Field, params: Params) -> Markup:
        params["label"] = _label(field, params)
        return call_macro("file_upload", "gov_file_upload", params)


class GovSubmit(GovWidget):
    """The button; `classes="govuk-button--warning"` for what cannot be undone."""

    def draw(self, field: Field, params: Params) -> Markup:
        params["text"] = field.label.text
        params["value"] = field.label.text
        params.setdefault("preventDoubleClick", True)
        return call_macro("button", "gov_button", params)


def _items(field: Field, chosen: str) -> list[Params]:
    """The field's choices as the macros want them; what a choice's `render_kw` says is added."""
    if not isinstance(field, SelectFieldBase):
        raise TypeError(f"{field.name} has no choices")
    items: list[Params] = []
    offered: Any = field.iter_choices()  # newer than the published types
    for choice in offered:
        item: Params = {"value": "" if choice.value is None else str(choice.value), "text": choice.label}
        item |= choice.render_kw or {}
        if isinstance(item.get("hint"), str):
            item["hint"] = {"text": item["hint"]}
        if "conditional" in item:
            item["conditional"] = {"html": item["conditional"]}
        item[chosen] = choice.selected
        items.append(item)
    return items
