"""Learning pages as everybody reads them: in order, without an account, and no draft among them."""

from __future__ import annotations

import pytest

from portal.kernel.access import Role
from tests.factories import a_course, saved, someone
from tests.integration.learning.support import a_page
from tests.support.pages import heading_on, parse, words_of
from training.learning.models import LearningPageCourse

LIST = "/training/learning"


def titles(client) -> list[str]:
    return [words_of(one) for one in parse(client.get(LIST).text).select(".portal-results h2")]


def test_a_stranger_reads_a_page_from_the_navigation_on(client):
    a_page(slug="levels-of-need", title="Levels of need", body="## Level 1\n\nEvery family.")
    menu = parse(client.get("/training").text).select("nav a")
    assert LIST in [link["href"] for link in menu]
    assert parse(client.get(LIST).text).select_one(".portal-results a")["href"] == f"{LIST}/levels-of-need"
    answer = client.get(f"{LIST}/levels-of-need")
    assert heading_on(answer.text) == "Levels of need"
    assert words_of(parse(answer.text).select_one(".portal-written h2")) == "Level 1"
    assert "Edit this page" not in answer.text
    assert "Last changed on 3 March 2026" in answer.text


def test_they_stand_in_their_order_then_by_title(client):
    for title, position in (("Last", 3), ("B", 2), ("A", 2), ("First", 1)):
        a_page(title=title, position=position)
    assert titles(client) == ["First", "A", "B", "Last"]


@pytest.mark.parametrize("role", [None, *Role])
def test_a_draft_is_not_there_but_for_those_who_run_training(client, role):
    draft = a_page(title="Secret", is_published=False, published_at=None)
    if role is not None:
        client.sign_in(someone(role))
    runs_training = role in {Role.COORDINATOR, Role.TRAINING_LEAD}
    assert titles(client) == []
    answer = client.get(f"{LIST}/{draft.slug}")
    assert answer.status_code == (200 if runs_training else 404)
    assert ("Secret" in answer.text) == runs_training
    assert client.get("/training/learning-pages").status_code == (
        200 if runs_training else 403 if role else 302
    )


def test_a_draft_is_named_by_no_course_either(client):
    course = saved(a_course())
    draft, page = a_page(is_published=False, title="Draft"), a_page(title="Noticing early")
    for one in (draft, page):
        saved(LearningPageCourse(page_id=one.id, course_id=course.id))
    shown = client.get(f"/training/courses/{course.id}").text
    assert "Noticing early" in shown
    assert "Draft" not in shown


def test_a_page_leads_to_its_courses_and_to_none_off_the_list(client):
    page = a_page()
    for course in (a_course(title="Taught"), a_course(title="Put away", is_listed=False)):
        saved(LearningPageCourse(page_id=page.id, course_id=saved(course).id))
    shown = client.get(f"{LIST}/{page.slug}").text
    assert "Taught" in shown
    assert "Put away" not in shown


@pytest.mark.parametrize(
    "slug",
    [
        "nothing",
        "PAGE-X",
        "..",
        "%2e%2e",
        "page%2fx",
        "%00",
        "page'--",
        "é",
        "x" * 3000,
        "%f0%9f%98%80",
        "<b>",
    ],
)
def test_an_odd_address_is_no_page(client, slug):
    a_page(slug="page-x")
    assert client.get(f"{LIST}/{slug}").status_code in {302, 400, 404}


def test_what_is_written_never_runs(client):
    evil = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    page = a_page(title="<script>a</script>", summary="<b>b</b>", body=evil)
    written = parse(client.get(f"{LIST}/{page.slug}").text).select_one("main")
    assert not written.select("script, img, b, .portal-written a")
    assert "<b>b</b>" in words_of(written)


def test_a_course_page_without_reading_says_nothing_of_it(client):
    course = saved(a_course())
    assert "Read about it now" not in client.get(f"/training/courses/{course.id}").text
