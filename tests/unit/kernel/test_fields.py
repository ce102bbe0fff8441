"""Dates in three parts, times and numbers: whatever is posted gets a clear answer, never a crash."""

from __future__ import annotations

from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from portal.kernel.fields import choices, id_or_none
from portal.kernel.forms import CommandForm, GovDateField, GovTimeField, WholeNumberField


class EventForm(CommandForm):
    starts_on = GovDateField("When does it start?", what="Start date")
    ends_on = GovDateField("Last day", required=False)
    begins = GovTimeField("Start time", required=False)
    places = WholeNumberField("Number of places", within=(1, 500), required=False)


POSTED_NAMES = ("starts_on-day", "starts_on-month", "starts_on-year", "begins", "places")


def messages(form, name):
    form.validate()
    return list(form[name].errors)


def day_of(posted, day, month, year):
    return posted(EventForm, **{"starts_on-day": day, "starts_on-month": month, "starts_on-year": year})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (("3", "3", "2026"), date(2026, 3, 3)),
        (("03", "03", "2026"), date(2026, 3, 3)),
        (("29", "2", "2028"), date(2028, 2, 29)),
        ((" 3 ", "March", "2026"), date(2026, 3, 3)),
        (("3", "sep", "2026"), date(2026, 9, 3)),
    ],
)
def test_reads_a_date(posted, typed, read):
    form = day_of(posted, *typed)
    assert messages(form, "starts_on") == []
    assert form.starts_on.data == read


@pytest.mark.parametrize(
    ("typed", "says", "leads_to"),
    [
        (("", "", ""), "Enter the start date", "starts_on-day"),
        (("", "3", "2026"), "Start date must include a day", "starts_on-day"),
        (("3", "", ""), "Start date must include a month and year", "starts_on-month"),
        (("3", "3", ""), "Start date must include a year", "starts_on-year"),
        (("31", "2", "2026"), "Start date must be a real date", "starts_on-day"),
        (("29", "2", "2027"), "Start date must be a real date", "starts_on-day"),
        (("3", "13", "2026"), "Start date must be a real date", "starts_on-day"),
        (("3", "ma", "2026"), "Start date must be a real date", "starts_on-month"),
        (("x", "3", "2026"), "Start date must be a real date", "starts_on-day"),
        (("3", "3", "26"), "Year must include 4 numbers", "starts_on-year"),
        (("3", "3", "0026"), "Start date must be a real date", "starts_on-year"),
        (("-3", "3", "2026"), "Start date must be a real date", "starts_on-day"),
        (("3²", "3", "2026"), "Start date must be a real date", "starts_on-day"),
        (("9" * 10_000, "3", "2026"), "Start date must be a real date", "starts_on-day"),
    ],
)
def test_says_what_is_wrong_with_a_date(posted, typed, says, leads_to):
    form = day_of(posted, *typed)
    assert messages(form, "starts_on") == [says]
    assert form.starts_on.data is None
    assert form.starts_on.error_id == leads_to


def test_shows_no_more_of_nonsense_than_anybody_could_mean(posted):
    form = day_of(posted, "9" * 10_000, "3", "2026")
    form.validate()
    assert len(form.starts_on()) < 2_000


def test_a_date_that_nobody_posted_is_missing(posted):
    assert messages(posted(EventForm, places="4"), "starts_on") == ["Enter the start date"]


def test_an_optional_date_may_stay_empty_but_not_half_filled(posted):
    assert messages(posted(EventForm), "ends_on") == []
    half = posted(EventForm, **{"ends_on-day": "3"})
    assert messages(half, "ends_on") == ["Last day must include a month and year"]


def test_a_date_posted_as_a_list_takes_the_first(paper):
    answers = MultiDict([("starts_on-day", "3"), ("starts_on-day", "4"), ("starts_on", "nonsense")])
    answers.update({"starts_on-month": "3", "starts_on-year": "2026"})
    with paper.test_request_context(method="POST", data=answers):
        assert EventForm().starts_on.data == date(2026, 3, 3)


def test_a_date_keeps_what_was_typed_and_marks_the_wrong_part(posted):
    form = day_of(posted, "3", "<script>", "2026")
    form.validate()
    html = form.starts_on()
    assert 'value="&lt;script&gt;"' in html
    assert html.count("govuk-input--error") == 1
    assert "<script>" not in html


def test_a_date_shows_what_the_form_started_with(paper):
    with paper.test_request_context():
        page = BeautifulSoup(EventForm(starts_on=date(2026, 3, 4)).starts_on(), "html.parser")
    shown = {tag["name"]: tag["value"] for tag in page.select("input")}
    assert shown == {"starts_on-day": "4", "starts_on-month": "3", "starts_on-year": "2026"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(answers=st.fixed_dictionaries(dict.fromkeys(POSTED_NAMES, st.text())))
def test_nothing_that_is_posted_breaks_the_form(paper, answers):
    with paper.test_request_context(method="POST"):
        form = EventForm(formdata=MultiDict(answers))
        form.validate()
        assert all(str(field()) for field in form)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:30am", time(9, 30)),
        ("9.30 AM", time(9, 30)),
        ("2pm", time(14)),
        ("14:05", time(14, 5)),
        ("12am", time(0)),
        ("12:15pm", time(12, 15)),
        ("midday", time(12)),
    ],
)
def test_reads_a_time(posted, typed, read):
    form = posted(EventForm, begins=typed)
    assert messages(form, "begins") == []
    assert form.begins.data == read


@pytest.mark.parametrize("typed", ["9", "25:00", "13pm", "0am", "9:75am", "soon"])
def test_refuses_what_is_not_a_time_and_keeps_it(posted, typed):
    form = posted(EventForm, begins=typed)
    assert messages(form, "begins") == ["Start time must be a time, like 9:30am or 2pm"]
    assert f'value="{typed}"' in form.begins()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0", "Number of places must be 1 or more"),
        ("-4", "Number of places must be 1 or more"),
        ("501", "Number of places must be 500 or fewer"),
        ("ten", "Number of places must be a whole number"),
        ("1.5", "Number of places must be a whole number"),
        ("9" * 10_000, "Number of places must be a whole number"),
    ],
)
def test_says_what_is_wrong_with_a_number(posted, typed, says):
    form = posted(EventForm, places=typed)
    assert messages(form, "places") == [says]


def test_reads_a_number_with_a_comma(posted):
    class Large(CommandForm):
        people = WholeNumberField("People")

    assert posted(Large, people=" 17,000 ").people.data == 17_000


class PickForm(CommandForm):
    agency = SelectField("Agency", coerce=id_or_none, choices=choices([(None, "Choose"), (7, "School")]))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("7", []),
        ("8", ["Select an option from the list"]),
        ("seven", ["Select an option from the list"]),
        ("9" * 10_000, ["Select an option from the list"]),
    ],
)
def test_a_choice_that_was_not_offered_is_refused_in_plain_words(posted, typed, says):
    assert messages(posted(PickForm, agency=typed), "agency") == says
