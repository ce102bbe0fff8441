"""Widgets print GOV.UK's HTML, keep what was typed, and the error summary leads to the right control."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from portal.kernel.errors import RuleBroken
from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
    GovFileInput,
    GovInput,
    GovPassword,
    GovRadios,
    GovSelect,
    GovSubmit,
    GovTextArea,
    choices,
    form_errors,
    stripped,
)

NASTY = "\"><script>alert('x')</script>"
GRADES = choices([("1", "Inadequate"), ("4", "Outstanding")])


class WholeForm(CommandForm):
    name = StringField(
        "Full name", validators=[DataRequired("Enter a name")], widget=GovInput(autocomplete="name")
    )
    secret = PasswordField("Password", widget=GovPassword())
    notes = TextAreaField(
        "Notes",
        filters=[stripped],
        validators=[Length(max=20, message="Notes must be 20 characters or fewer")],
        widget=GovTextArea(maxlength=20),
    )
    plain = TextAreaField("More", description="If you like", widget=GovTextArea())
    colour = SelectField("Colour", choices=choices([("", "Choose"), ("r", "Red")]), widget=GovSelect())
    grade = RadioField(
        "Grade", choices=GRADES, validators=[InputRequired("Select a grade")], widget=GovRadios()
    )
    needs = SelectMultipleField("Needs", choices=choices([("a", "A"), ("b", "B")]), widget=GovCheckboxes())
    agreed = BooleanField("I agree", validators=[DataRequired("Agree to go on")], widget=GovCheckboxes())
    day = GovDateField("Day it happened")
    file = FileField("Register", widget=GovFileInput(attributes={"accept": ".csv"}))
    submit = SubmitField("Save", widget=GovSubmit())


def soup(html):
    return BeautifulSoup(str(html), "html.parser")


def every_field(form):
    return soup("".join(str(field()) for field in form))


def test_every_error_leads_to_a_control_that_is_on_the_page(posted):
    form = posted(WholeForm, notes="x" * 21, colour="")
    assert not form.validate()
    page = every_field(form)
    listed = form_errors(form)
    assert [error["text"] for error in listed] == [
        "Enter a name",
        "Notes must be 20 characters or fewer",
        "Select a grade",
        "Agree to go on",
        "Enter the day it happened",
    ]
    for error in listed:
        (control,) = page.select(error["href"])
        assert control.name in {"input", "textarea"}, error


@pytest.mark.parametrize("name", ["name", "notes", "plain"])
def test_shows_again_what_was_typed_and_never_as_html(posted, name):
    form = posted(WholeForm, **{name: NASTY})
    form.validate()
    page = every_field(form)
    assert not page.select("script")
    control = page.select_one(f"#{name}")
    assert NASTY in (control.get("value") or control.get_text())


def test_chosen_answers_stay_chosen(posted):
    form = posted(WholeForm, colour="r", grade="4", needs=["a", "b"], agreed="y")
    form.validate()
    page = every_field(form)
    assert page.select_one("option[selected]")["value"] == "r"
    assert [tag["value"] for tag in page.select("input[checked]")] == ["4", "a", "b", "y"]


def test_a_password_is_never_shown_again(posted):
    form = posted(WholeForm, secret="correct horse")
    page = every_field(form)
    assert page.select_one("#secret").get("value") is None
    assert page.select_one("#secret")["autocomplete"] == "current-password"
    assert page.select_one(".govuk-js-password-input-toggle[hidden]")


def test_a_count_of_characters_works_without_script(posted):
    page = every_field(posted(WholeForm))
    assert page.select_one("#notes")["aria-describedby"] == "notes-info"
    assert page.select_one("#notes-info").get_text() == "You can enter up to 20 characters"
    assert page.select_one(".govuk-character-count")["data-maxlength"] == "20"


def test_hints_and_errors_are_tied_to_the_control(posted):
    form = posted(WholeForm)
    form.validate()
    page = every_field(form)
    assert page.select_one("#plain")["aria-describedby"] == "plain-hint"
    assert page.select_one("#name")["aria-describedby"] == "name-error"
    assert page.select_one("#name")["autocomplete"] == "name"


def test_nothing_says_required_and_every_control_has_a_label(posted):
    page = every_field(posted(WholeForm))
    assert not page.select("[required]")
    for control in page.select("input:not([type=submit]), select, textarea"):
        assert page.select(f"label[for='{control['id']}']"), control


def test_a_line_break_at_the_start_survives(posted):
    page = str(posted(WholeForm, plain="\nsecond line").plain())
    assert ">\n\nsecond line</textarea>" in page


def test_a_page_may_say_more_about_a_field(posted):
    field = posted(WholeForm).name(hint="As on your badge", classes="govuk-input--width-20")
    page = soup(field)
    assert page.select_one(".govuk-hint").get_text() == "As on your badge"
    assert page.select_one("input.govuk-input--width-20")


def test_choices_may_carry_hints(posted):
    class Form(CommandForm):
        grade = RadioField("Grade", choices=choices([("4", "Outstanding")]), widget=GovRadios())

    form = posted(Form)
    form.grade.choices[0].render_kw = {"hint": "Exceeds & excels"}
    assert soup(form.grade()).select_one(".govuk-radios__hint").get_text() == "Exceeds & excels"


class TestRefuse:
    def test_shows_the_rule_beside_its_field(self, posted):
        form = posted(WholeForm, name="Ann")
        form.refuse(RuleBroken("This person already has a place", field="name"))
        assert form_errors(form) == [{"text": "This person already has a place", "href": "#name"}]
        assert "This person already has a place" in form.name()

    def test_shows_a_rule_about_no_field_above_the_form(self, posted):
        form = posted(WholeForm)
        form.refuse(RuleBroken("The event is full"))
        form.refuse(RuleBroken("Nor is there a list", field="nonsense"))
        assert form_errors(form) == [{"text": "The event is full"}, {"text": "Nor is there a list"}]
        assert form.errors

    def test_a_message_is_never_html(self, posted):
        form = posted(WholeForm)
        form.refuse(RuleBroken(NASTY, field="name"))
        assert not soup(form.name()).select("script")


def test_errors_inside_lists_are_found(posted):
    class Form(CommandForm):
        names = FieldList(StringField("Name", validators=[DataRequired("Enter a name")], widget=GovInput()))

    form = posted(Form, **{"names-0": "Ann", "names-1": ""})
    form.validate()
    assert form_errors(form) == [{"text": "Enter a name", "href": "#names-1"}]


def test_drops_nul_characters_which_no_database_stores(posted):
    assert posted(WholeForm, name="An\0n").name.data == "Ann"


def test_the_hidden_token_has_no_id_since_a_page_may_hold_two_forms(paper):
    class Form(CommandForm):
        class Meta(CommandForm.Meta):
            csrf = True

    with paper.test_request_context():
        token = soup(Form().csrf_token)
    assert token.select_one("input[type=hidden][name=csrf_token]")["value"]
    assert not token.select("[id]")


def test_two_forms_on_a_page_keep_apart_by_prefix(paper):
    with paper.test_request_context():
        html = WholeForm(prefix="second").name()
    assert soup(html).select_one("#second-name")["name"] == "second-name"
