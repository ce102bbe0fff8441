"""Two people at one register: neither overwrites the other without knowing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.db import db
from tests.factories import a_booking, a_person, a_venue, saved, someone
from tests.integration.attendance.test_take_register import marks_of, taught_by, trainer, url_of
from tests.integration.messages.test_paper import pages
from tests.support.pages import errors_on, parse
from training.attendance.domain import AttendanceMark, TakenHow
from training.attendance.models import SittingMark
from training.catalogue.models import Course

__all__ = ["trainer"]
ABSENT, PRESENT, LATE = AttendanceMark.ABSENT, AttendanceMark.PRESENT, AttendanceMark.LATE


@pytest.fixture
def event(trainer):
    return taught_by(trainer)


@pytest.fixture
def kim(event):
    return a_booking(event, saved(a_person(given_name="Kim", family_name="Grey")))


def opened(client, event) -> dict[str, str]:
    """The fields of the register as somebody has it on their screen."""
    page = parse(client.get(url_of(event)).text)
    return {one["name"]: one["value"] for one in page.select("main form input[type=hidden]")}


def send(client, event, fields, **more):
    """With fields such as `mark-17`, which no keyword can be called."""
    given = {
        name.replace("mark_", "mark-").replace("minutes_", "minutes-"): one for name, one in more.items()
    }
    return client.post(url_of(event), data=fields | given)


def test_the_second_is_told_and_loses_nothing(client, event, kim):
    first, second = opened(client, event), opened(client, event)
    send(client, event, first, **{f"mark_{kim.id}": "absent"})
    answer = send(client, event, second, **{f"mark_{kim.id}": "present"})
    assert errors_on(answer.text) == [
        "Somebody else has marked Kim Grey (absent) since you opened the register. Check and save again"
    ]
    assert marks_of(kim) == [ABSENT]
    page = parse(answer.text)
    assert page.select_one(f"#mark-{kim.id}-present").has_attr("checked")
    # Saved again, it is a decision taken with open eyes.
    again = {one["name"]: one["value"] for one in page.select("main form input[type=hidden]")}
    send(client, event, again, **{f"mark_{kim.id}": "present"})
    assert marks_of(kim) == [PRESENT]


def test_a_mark_nobody_touched_on_this_page_stays_as_the_other_left_it(client, event, kim):
    alex = a_booking(event)
    send(client, event, opened(client, event), **{f"mark_{kim.id}": "present"})
    old = opened(client, event)
    send(client, event, opened(client, event), **{f"mark_{kim.id}": "absent"})
    send(client, event, old, **{f"mark_{kim.id}": "present", f"mark_{alex.id}": "late"})
    assert (marks_of(kim), marks_of(alex)) == ([ABSENT], [LATE])


def test_both_deciding_the_same_is_no_quarrel(client, event, kim):
    first, second = opened(client, event), opened(client, event)
    for fields in (first, second):
        assert send(client, event, fields, **{f"mark_{kim.id}": "late"}).status_code == 302
    assert marks_of(kim) == [LATE]


def test_a_mark_can_be_taken_away(client, event, kim):
    send(client, event, opened(client, event), **{f"mark_{kim.id}": "present"})
    send(client, event, opened(client, event), **{f"mark_{kim.id}": "not_set"})
    assert marks_of(kim) == []


def test_everybody_else_is_filled_in_and_nothing_is_saved(client, event, kim):
    alex = a_booking(event)
    answer = send(client, event, opened(client, event), fill="y", **{f"mark_{kim.id}": "absent"})
    page = parse(answer.text)
    assert page.select_one(f"#mark-{kim.id}-absent").has_attr("checked")
    assert page.select_one(f"#mark-{alex.id}-present").has_attr("checked")
    assert "Nothing is saved yet" in answer.text
    assert (marks_of(kim), marks_of(alex)) == ([], [])


def test_minutes_late_are_kept_and_shown_again(client, event, kim):
    send(client, event, opened(client, event), **{f"mark_{kim.id}": "late", f"minutes_{kim.id}": "25"})
    page = parse(client.get(url_of(event)).text)
    assert page.select_one(f"#minutes-{kim.id}")["value"] == "25"


def test_minutes_that_are_none_are_refused_and_kept(client, event, kim):
    marks = {f"mark_{kim.id}": "late", f"minutes_{kim.id}": "soon"}
    answer = send(client, event, opened(client, event), **marks)
    assert errors_on(answer.text) == ["Minutes late must be a whole number between 0 and 600"]
    assert parse(answer.text).select_one(f"#minutes-{kim.id}")["value"] == "soon"
    assert marks_of(kim) == []


def test_what_is_typed_in_from_paper_says_so(client, event, kim):
    send(client, event, opened(client, event), from_sheet="y", **{f"mark_{kim.id}": "present"})
    assert db.session.scalar(select(SittingMark.taken_how)) is TakenHow.PRINTED_SHEET


def test_the_sheet_has_names_and_no_needs(client, event, kim):
    kim.access_needs = "Hearing loop"
    db.session.commit()
    answer = client.get(f"/training/events/{event.id}/sign-in-sheet.pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    client.sign_in(someone())
    assert client.get(f"/training/events/{event.id}/sign-in-sheet.pdf").status_code == 403


def test_the_joining_sheet_says_where_and_names_nobody(client, event, kim):
    event.venue = saved(a_venue(name="Acomb Library", access_notes="Ring at the side door"))
    db.session.commit()
    answer = client.get(f"/training/events/{event.id}/joining-sheet.pdf")
    said = " ".join(" ".join(pages(answer)).split())
    assert db.session.get(Course, event.course_id).title in said
    assert "Acomb Library" in said
    assert "Ring at the side door" in said
    assert "Grey" not in said
    client.sign_in(someone())
    assert client.get(f"/training/events/{event.id}/joining-sheet.pdf").status_code == 403


def test_a_mark_sent_without_what_stood_before_overwrites_nothing(client, event, kim):
    send(client, event, opened(client, event), **{f"mark_{kim.id}": "absent"})
    bare = {"csrf_token": opened(client, event)["csrf_token"]}
    assert errors_on(send(client, event, bare, **{f"mark_{kim.id}": "present"}).text)
    assert marks_of(kim) == [ABSENT]


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "not_set"}])
def test_without_what_was_seen_nothing_is_overwritten(client, event, kim, seen):
    send(client, event, opened(client, event), **{f"mark_{kim.id}": "absent"})
    token = {"csrf_token": opened(client, event)["csrf_token"]}
    fields = token | {f"seen-{kim.id}": one for one in seen.values()}
    answer = send(client, event, fields, **{f"mark_{kim.id}": "present"})
    assert "Somebody else has marked Kim Grey (absent)" in errors_on(answer.text)[0]
    assert marks_of(kim) == [ABSENT]
    send(client, event, fields, **{f"mark_{kim.id}": "not_set"})
    assert marks_of(kim) == [ABSENT]
