"""Writing, publishing and withdrawing learning pages, alone and two at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from tests.factories import a_course, actor_of, saved, someone
from tests.integration.learning.support import a_page, fresh
from tests.support.pages import errors_on, parse
from training.learning import services
from training.learning.domain import LONGEST_BODY, AddressTaken, ChangedMeanwhile, SavePage
from training.learning.models import LearningPage

ADD = "/training/learning-pages/add"
NEW = {
    "title": "Everybody's business",
    "summary": "What it is",
    "body": "Notice.",
    "position": "1",
    "press": "Save",
}
PUBLISH = "form[action$='/publish']"


@pytest.fixture
def lead(client):
    account = someone(Role.TRAINING_LEAD)
    client.sign_in(account)
    return account


def edit(page) -> str:
    return f"/training/learning-pages/{page.id}/edit"


def only() -> LearningPage:
    return db.session.scalars(select(LearningPage)).one()


def told(verb: str) -> list[dict[str, object]]:
    return [one.details for one in db.session.scalars(select(Activity).where(Activity.verb == verb))]


def a_command(page=None, **given) -> SavePage:
    made = {"page_id": page and page.id, "version": page.version if page else 0, "slug": "", "title": "T"}
    made |= {"summary": "S", "body": "B", "position": 1, "course_ids": frozenset(), **given}
    return SavePage(**made)


def test_a_new_page_is_a_draft_until_it_is_published(client, lead):
    course = saved(a_course())
    client.submit(ADD, **NEW, course_ids=[course.id])
    page = only()
    assert (page.slug, page.is_published, page.version) == ("everybodys-business", False, 1)
    client.submit(edit(page), form=PUBLISH)
    assert fresh(page).is_published
    client.sign_out()
    assert course.title in client.get("/training/learning/everybodys-business").text


def test_a_preview_shows_the_page_and_saves_nothing(client, lead):
    answer = client.submit(ADD, **NEW | {"body": "# Try **this**", "press": "Preview"})
    shown = parse(answer.text)
    assert shown.select_one("section h2.govuk-heading-m strong").text == "this"
    assert shown.select_one("#body").text.strip() == "# Try **this**"
    assert db.session.scalars(select(LearningPage)).all() == []


def test_the_log_keeps_what_was_there_and_who_is_on_no_page(client, lead):
    page = a_page(body="Old words")
    client.submit(edit(page), body="New words", press="Save")
    assert told("save_learning_page") == [
        {"version": 2, "before": {"body": "Old words"}, "after": {"body": "New words"}}
    ]
    client.submit(edit(page), press="Save")
    assert len(told("save_learning_page")) == 1
    client.sign_out()
    assert "Sam Tester" not in client.get(f"/training/learning/{page.slug}").text


def test_published_and_withdrawn_twice_is_said_once(client, lead):
    page, actor = a_page(is_published=False), actor_of(lead, Role.TRAINING_LEAD)
    services.publish_page(actor, page.id, 1)
    services.publish_page(actor, page.id, 2)
    db.session.commit()
    client.submit(edit(page), form="form[action$='/withdraw']")
    services.withdraw_page(actor, page.id)
    db.session.commit()
    assert told("publish_learning_page") == [
        {"before": {"is_published": False}, "after": {"is_published": True}}
    ]
    assert len(told("withdraw_learning_page")) == 1
    client.sign_out()
    assert client.get(f"/training/learning/{page.slug}").status_code == 404


class TestTwoEditors:
    def test_the_second_sees_what_the_first_wrote_and_nothing_is_lost(self, client, lead):
        page = a_page(body="As it was")
        services.save_page(
            actor_of(lead, Role.COORDINATOR), a_command(page, slug=page.slug, body="The first")
        )
        db.session.commit()
        answer = client.submit(edit(page), version="1", body="The second", press="Save")
        assert "Somebody else saved this page on 3 March 2026 at 10am" in errors_on(answer.text)[0]
        shown = parse(answer.text)
        assert shown.select_one("pre").text == "The first"
        assert shown.select_one("#body").text.strip() == "The second"
        assert shown.select_one("[name=version]")["value"] == "2"
        client.submit(edit(page), version="2", body="The second", press="Save")
        assert fresh(page).body == "The second"
        assert [one["after"]["body"] for one in told("save_learning_page")] == ["The first", "The second"]

    def test_nobody_publishes_what_they_have_not_seen(self, client, lead):
        page = a_page(is_published=False)
        services.save_page(actor_of(lead, Role.COORDINATOR), a_command(page, body="Not ready"))
        db.session.commit()
        answer = client.submit(edit(page), form=PUBLISH, version="1")
        assert answer.status_code == 409
        assert not fresh(page).is_published

    def test_after_a_conflict_the_button_to_publish_speaks_of_theirs(self, client, lead):
        page = a_page(is_published=False)
        services.save_page(actor_of(lead, Role.COORDINATOR), a_command(page, body="Theirs"))
        db.session.commit()
        answer = client.submit(edit(page), version="1", body="Mine", press="Save")
        assert parse(answer.text).select_one(f"{PUBLISH} [name=version]")["value"] == "2"

    def test_a_page_that_was_withdrawn_meanwhile_is_told_too(self, lead):
        page, actor = a_page(), actor_of(lead, Role.COORDINATOR)
        opened = a_command(page)
        services.withdraw_page(actor, page.id)
        with pytest.raises(ChangedMeanwhile):
            services.save_page(actor, opened)

    def test_two_new_pages_of_one_title_do_not_share_an_address(self, client, lead):
        client.submit(ADD, **NEW)
        assert errors_on(client.submit(ADD, **NEW).text) == [AddressTaken.message]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"title": ""}, "Enter the title"),
        ({"title": "x" * 121}, "The title must be 120 characters or fewer"),
        ({"title": "???"}, "Enter the last part of the address. It cannot be made from this title"),
        ({"summary": " "}, "Enter the summary"),
        ({"body": ""}, "Enter the text"),
        ({"body": "x" * (LONGEST_BODY + 1)}, "The text must be 20,000 characters or fewer"),
        ({"position": "0"}, "Place must be 1 or more"),
        ({"position": "first"}, "Place must be a whole number"),
        *(({"slug": odd}, "Use small letters, digits and single hyphens only")
          for odd in ("Two Words", "a--b", "-a", "a/b", "..", "é", "add?x", "a\nb", "A")),
        ({"slug": "x" * 81}, "The address must be 80 characters or fewer"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_kept(client, lead, answers, words):
    answer = client.submit(ADD, **NEW | {"summary": "Kept"} | answers)
    assert errors_on(answer.text) == [words]
    assert "Notice." in answer.text or "Kept" in answer.text
    assert db.session.scalars(select(LearningPage)).all() == []


class TestAddress:
    @pytest.mark.parametrize(
        ("title", "slug"),
        [("Écoute  !", "ecoute"), ("Step-down & closure", "step-down-closure"), ("x" * 120, "x" * 80)],
    )
    def test_it_is_made_from_the_title(self, client, lead, title, slug):
        client.submit(ADD, **NEW | {"title": title})
        assert only().slug == slug

    def test_it_may_change_until_the_page_is_published_and_never_after(self, client, lead):
        page = a_page(slug="old", is_published=False)
        client.submit(edit(page), slug="new", press="Save")
        client.submit(edit(page), form=PUBLISH)
        client.submit(edit(page), form="form[action$='/withdraw']")
        answer = client.submit(edit(page), slug="other", press="Save")
        assert "The address cannot change any more" in errors_on(answer.text)[0]
        client.submit(edit(page), slug="", title="Another title", press="Save")
        assert (fresh(page).slug, page.title) == ("new", "Another title")


@pytest.mark.parametrize("role", [one for one in Role if one not in {Role.COORDINATOR, Role.TRAINING_LEAD}])
def test_others_may_not(client, role):
    account, page = someone(role), a_page()
    client.sign_in(account)
    assert {client.get(url).status_code for url in (ADD, edit(page))} == {403}
    for act in (
        lambda actor: services.save_page(actor, a_command(page)),
        lambda actor: services.publish_page(actor, page.id, 1),
        lambda actor: services.withdraw_page(actor, page.id),
    ):
        with pytest.raises(Forbidden):
            act(actor_of(account, role))


def test_who_says_not_what_they_opened_changes_nothing(client, lead):
    page = a_page(body="As it was")
    token = parse(client.get(edit(page)).text).select_one("[name=csrf_token]")["value"]
    for act in (edit(page), ADD):
        answer = client.post(act, data={"csrf_token": token, **NEW})
        assert errors_on(answer.text) == ["Open this page anew"]
    assert (
        client.post(f"/training/learning-pages/{page.id}/publish", data={"csrf_token": token}).status_code
        == 409
    )
    assert fresh(page).body == "As it was"


@pytest.mark.parametrize("odd", ["0", "9" * 30, "x", "-1"])
def test_a_course_that_is_not_offered_is_refused(client, lead, odd):
    saved(a_course())
    token = parse(client.get(ADD).text).select_one("[name=csrf_token]")["value"]
    answer = client.post(ADD, data={"csrf_token": token, "version": "0", "course_ids": odd, **NEW})
    assert len(errors_on(answer.text)) == 1
    assert db.session.scalars(select(LearningPage)).all() == []
