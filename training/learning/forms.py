"""What those who run training fill in to write a page to learn from."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import HiddenField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovInput,
    GovSubmit,
    GovTextArea,
    WholeNumberField,
    choices,
    id_or_none,
    stripped,
)
from training.learning.domain import (
    LAST_PLACE,
    LONGEST_BODY,
    LONGEST_SLUG,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    SLUG,
    SavePage,
)

HOW_TO_WRITE = (
    "Leave a line empty between paragraphs. ## begins a heading, - an item of a list, > a quotation; "
    "**bold**; [words](https://address) is a link"
)


def _at_most(what: str, most: int) -> Length:
    return Length(max=most, message=f"{what} must be {most:,} characters or fewer")


def _version() -> HiddenField:
    return HiddenField(validators=[Regexp("^[0-9]{1,6}$", message="Open this page anew")])


class PageForm(CommandForm):
    """A page. Which version was opened goes along: nobody overwrites another's words."""

    version = _version()
    title = StringField(
        "Title",
        filters=[stripped],
        validators=[DataRequired("Enter the title"), _at_most("The title", LONGEST_TITLE)],
        widget=GovInput(),
    )
    slug = StringField(
        "Last part of the address",
        description="Small letters, digits and hyphens. Leave it empty to make it from the title. "
        "It stays as it is once the page is published",
        filters=[stripped],
        validators=[
            Optional(),
            _at_most("The address", LONGEST_SLUG),
            Regexp(f"^({SLUG.pattern})$", message="Use small letters, digits and single hyphens only"),
        ],
        widget=GovInput(spellcheck=False, autocapitalize="none"),
    )
    summary = TextAreaField(
        "Summary",
        description="One or two sentences, shown in the list and at the top of the page",
        filters=[stripped],
        validators=[DataRequired("Enter the summary"), _at_most("The summary", LONGEST_SUMMARY)],
        widget=GovTextArea(rows=3, maxlength=LONGEST_SUMMARY),
    )
    body = TextAreaField(
        "Text",
        description=HOW_TO_WRITE,
        filters=[stripped],
        validators=[DataRequired("Enter the text"), _at_most("The text", LONGEST_BODY)],
        widget=GovTextArea(rows=20, maxlength=LONGEST_BODY),
    )
    position = WholeNumberField(
        "Place in the list", what="Place", description="1 stands first", within=(1, LAST_PLACE)
    )
    course_ids = SelectMultipleField(
        "Courses that go deeper (optional)", coerce=id_or_none, widget=GovCheckboxes()
    )
    preview = SubmitField("Preview", widget=GovSubmit(classes="govuk-button--secondary"))
    submit = SubmitField("Save", widget=GovSubmit())

    def offer(self, courses: Iterable[tuple[int, str]]) -> None:
        self.course_ids.choices = choices(courses)

    def to_command(self, page_id: int | None) -> SavePage:
        return SavePage(
            page_id=page_id,
            version=int(self.version.data or 0),
            slug=self.slug.data or "",
            title=self.title.data or "",
            summary=self.summary.data or "",
            body=self.body.data or "",
            position=self.position.data or 1,
            course_ids=frozenset(self.course_ids.data or ()),
        )


class PublishForm(CommandForm):
    version = _version()
    submit = SubmitField("Publish", widget=GovSubmit())
