"""Closing a local area: what hangs on it moves, what is over stays, and it is offered nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound
from portal.people.areas import AreaIsClosed, AreaIsOpen, CloseArea, NoSuccessor, SuccessorNeeded
from portal.people.finding import list_local_areas
from portal.people.models import Post, School
from portal.people.services import areas as services
from tests.factories import (
    a_person,
    a_post,
    a_school,
    a_venue,
    actor_of,
    an_agency,
    an_area,
    saved,
    someone,
)
from training.catalogue.models import Venue


@pytest.fixture
def admin(today):
    return actor_of(someone(Role.ADMINISTRATOR), Role.ADMINISTRATOR)


@pytest.fixture
def coordinator():
    return actor_of(someone(Role.COORDINATOR), Role.COORDINATOR)


@pytest.fixture
def signed_in(client):
    account = someone(Role.ADMINISTRATOR)
    client.sign_in(account)
    return account


@pytest.fixture
def north():
    return saved(an_area(name="North", position=1))


@pytest.fixture
def east():
    return saved(an_area(name="East", position=2))


@pytest.fixture
def closed(today):
    return saved(an_area(name="Gone", closed_on=today))


def post_in(area, **given) -> Post:
    return saved(a_post(saved(a_person()), saved(an_agency()), local_area_id=area.id, **given))


def area_of(model, row_id: int) -> int:
    return db.session.scalar(select(model.local_area_id).where(model.id == row_id))


def moved() -> list[str]:
    entries = select(Activity.subject_kind).where(Activity.verb == "move_to_area")
    return sorted(db.session.scalars(entries))


def test_what_hangs_on_it_is_shown_and_moves(client, signed_in, north, east, today):
    school, venue = saved(a_school(area=north)), saved(a_venue(local_area_id=north.id))
    shut = saved(a_school(area=north, is_open=False))
    now, later = post_in(north), post_in(north, started_on=today + timedelta(days=9))
    over = post_in(north, ended_on=today - timedelta(days=1))
    text = client.get(f"/local-areas/{north.id}/close").text
    assert "2 schools" in text
    assert "2 posts" in text
    assert "1 training venue" in text
    answer = client.submit(f"/local-areas/{north.id}/close", successor=str(east.id), reason="One team now")
    assert "North has closed" in client.follow(answer).text
    for model, row in ((School, school), (School, shut), (Post, now), (Post, later), (Venue, venue)):
        assert area_of(model, row.id) == east.id
    assert area_of(Post, over.id) == north.id
    assert moved() == ["post", "post", "school", "school", "venue"]


def test_the_log_says_what_was_moved_where_and_why(admin, north, east):
    post = post_in(north)
    services.close_area(admin, CloseArea(north.id, east.id, "One team now"))
    entry = db.session.scalars(select(Activity).where(Activity.verb == "close_area")).one()
    assert entry.reason == "One team now"
    assert entry.details["moved"] == ["1 post"]
    assert entry.details["after"]["moved_to"] == "East"
    of_post = db.session.scalars(select(Activity).where(Activity.verb == "move_to_area")).one()
    assert of_post.person_id == post.person_id


def test_an_empty_one_closes_without_another(client, signed_in, north):
    text = client.get(f"/local-areas/{north.id}/close").text
    assert "Nothing belongs to it" in text
    assert 'name="successor"' not in text
    client.submit(f"/local-areas/{north.id}/close")
    assert not list_local_areas()
    assert "closed on: 3 March 2026" in client.get("/partnership/").text


def test_it_is_offered_nowhere(client, signed_in, north, east, admin):
    services.close_area(admin, CloseArea(north.id, None))
    db.session.commit()
    for url in ("/schools", "/people", "/people/add", "/courses", f"/local-areas/{east.id}/close"):
        text = client.get(url).text
        assert f'<option value="{north.id}">North' not in text, url
    client.sign_in(someone(Role.COORDINATOR))
    for url in ("/champions", "/audits/register/assessments", "/imports/schools/upload"):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert ">North<" not in answer.text, url


def test_where_things_go_has_to_be_said(client, signed_in, north, east):
    saved(a_school(area=north))
    answer = client.submit(f"/local-areas/{north.id}/close")
    assert "Choose where these go: 1 school" in answer.text
    assert len(list_local_areas()) == 2


def test_another_page_may_have_given_it_something_meanwhile(admin, north):
    saved(a_school(area=north))
    with pytest.raises(SuccessorNeeded):
        services.close_area(admin, CloseArea(north.id, None))


@pytest.mark.parametrize("which", ["itself", "closed", "none"])
def test_they_go_to_an_open_one(admin, north, closed, which):
    saved(a_school(area=north))
    successor = {"itself": north.id, "closed": closed.id, "none": 999_999}[which]
    with pytest.raises(NoSuccessor):
        services.close_area(admin, CloseArea(north.id, successor))


def test_none_closes_twice(admin, closed):
    with pytest.raises(AreaIsClosed):
        services.close_area(admin, CloseArea(closed.id, None))


def test_others_may_not(coordinator, north):
    with pytest.raises(Forbidden):
        services.close_area(coordinator, CloseArea(north.id, None))


def test_what_is_not_there_is_not_found(admin, client, signed_in):
    assert client.get("/local-areas/999999/close").status_code == 404
    with pytest.raises(NotFound):
        services.close_area(admin, CloseArea(999_999, None))


def test_many_cost_no_more_statements(client, signed_in, north, east):
    agency = saved(an_agency())
    for _ in range(40):
        db.session.add(a_post(saved(a_person()), agency, local_area_id=north.id))
    client.submit(f"/local-areas/{north.id}/close", successor=str(east.id))
    assert db.session.scalar(select(func.count(Post.id)).where(Post.local_area_id == east.id)) == 40


class TestReopen:
    def test_it_is_offered_again_and_last(self, client, signed_in, closed, north):
        client.submit("/local-areas", form=f"main form[action$='/{closed.id}/reopen']")
        assert [area.name for area in list_local_areas()] == ["North", "Gone"]
        entry = db.session.scalars(select(Activity).where(Activity.verb == "reopen_area")).one()
        assert entry.details["after"] == {"closed_on": None}

    def test_one_that_is_open_is_refused(self, admin, north):
        with pytest.raises(AreaIsOpen):
            services.reopen_area(admin, north.id)

    def test_others_may_not(self, coordinator, closed):
        with pytest.raises(Forbidden):
            services.reopen_area(coordinator, closed.id)

    def test_what_is_not_there_is_not_found(self, admin):
        with pytest.raises(NotFound):
            services.reopen_area(admin, 999_999)


class TestPosts:
    def test_a_post_that_is_over_keeps_it_when_it_is_written_anew(self, client, signed_in, closed):
        post = post_in(closed)
        assert "Gone (closed)" in client.get(f"/posts/{post.id}/change").text
        assert client.submit(f"/posts/{post.id}/change", team="Reds").status_code == 302
        assert area_of(Post, post.id) == closed.id

    def test_another_may_not_be_given_it(self, client, signed_in, north, closed, monkeypatch):
        post = post_in(north)
        choose_anything(monkeypatch, closed)
        answer = client.submit(f"/posts/{post.id}/change", local_area_id=str(closed.id))
        assert "This Local Area Team has closed" in answer.text


def choose_anything(monkeypatch, area) -> None:
    """As when the area closes after the page was opened."""
    page, pair = "portal.people.routes.posts._areas", (area.id, area.name)
    monkeypatch.setattr(page, lambda offered, _post: [*offered, pair])
