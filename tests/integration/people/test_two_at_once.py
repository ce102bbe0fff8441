"""Of two who change one person, post or area the second sees what the first wrote beside what they typed."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import LocalArea, Person, Post
from tests.factories import an_agency, an_area, saved, someone
from tests.integration.people.cast import colleague, post_of
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on, parse, words_of

THEIRS = "section.govuk-inset-text"
CHANGED = "Somebody else saved this page after you opened it"


def a_person_to_change():
    person = colleague(saved(an_agency()), given_name="Ann", family_name="Lee", phone="07700 900123")
    return Person, person.id, f"/people/{person.id}/change"


def a_post_to_change():
    person = colleague(saved(an_agency()), post={"job_title": "Nurse", "team": "Red"})
    post = post_of(person.id)
    return Post, post.id, f"/posts/{post.id}/change"


def an_area_to_change():
    area = saved(an_area(name="North", base="Clifton"))
    return LocalArea, area.id, f"/local-areas/{area.id}/change"


# What is changed, by whom, what the first writes, what the second does, and what it said before.
CASES = {
    "person": (a_person_to_change, Role.COORDINATOR, {"phone": "07700 900999"}, {"family_name": "Marsh"}),
    "post": (a_post_to_change, Role.COORDINATOR, {"team": "Blue"}, {"job_title": "Matron"}),
    "area": (an_area_to_change, Role.ADMINISTRATOR, {"base": "Acomb"}, {"name": "Far north"}),
}


@pytest.fixture(params=sorted(CASES))
def case(request, client):
    make, role, first, second = CASES[request.param]
    client.sign_in(someone(role))
    model, row_id, url = make()
    opened = form_on(client.get(url).text, url, second)
    assert client.submit(url, answers=first).status_code == 302
    return (model, row_id), url, opened, (first, second)


def form_on(html: str, url: str, answers) -> MultiDict:
    return MultiDict(fill(find_form(html, url, "main form[method=post]"), url, answers).pairs)


def kept(which, *names) -> list:
    db.session.expire_all()
    return [getattr(db.session.get_one(*which), name) for name in names]


def test_the_second_sees_what_the_first_wrote_and_keeps_what_they_typed(client, case) -> None:
    which, url, opened, (first, second) = case
    ((name, typed),) = second.items()
    before = kept(which, name)
    answer = client.post(url, data=opened)
    page = parse(answer.text)
    assert errors_on(answer.text)[0].startswith(CHANGED)
    assert next(iter(first.values())) in words_of(page.select_one(THEIRS))
    assert page.select_one(f"main [name={name}]")["value"] == typed
    assert kept(which, name, *first) == [*before, *first.values()]


def test_having_seen_it_they_save_theirs(client, case) -> None:
    which, url, opened, (_first, second) = case
    again = form_on(client.post(url, data=opened).text, url, {})
    assert client.post(url, data=again).status_code == 302
    assert kept(which, *second) == list(second.values())


def test_what_changes_while_they_compare_is_shown_again(client, case) -> None:
    which, url, opened, (first, _second) = case
    again = form_on(client.post(url, data=opened).text, url, {})
    later = {name: f"{value} 2" for name, value in first.items()}
    assert client.submit(url, answers=later).status_code == 302
    assert next(iter(later.values())) in words_of(parse(client.post(url, data=again).text).select_one(THEIRS))
    assert kept(which, *later) == list(later.values())


def test_a_form_that_does_not_say_what_it_saw_saves_nothing(client, case) -> None:
    which, url, opened, (_first, second) = case
    before = kept(which, *second)
    del opened["seen"]
    assert CHANGED in client.post(url, data=opened).text
    assert kept(which, *second) == before
