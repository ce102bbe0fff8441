"""Wording the questions: a draft, what it looks like, and what becomes of answers to the version before."""

from __future__ import annotations

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from tests.factories import actor_of, saved, someone
from tests.integration.evaluation.cast import AFTER, BEFORE, RATINGS, a_learner, a_past_event, address, send
from tests.integration.trail.test_before_and_after import entries
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on, parse, words_of
from training.evaluation import services
from training.evaluation.domain import NEWEST_SHIPPED, IsPublished, QuestionsChanged, SendEvaluation, written
from training.evaluation.models import EvaluationAnswer, EvaluationQuestions

DRAFT = "/evaluation/questions/3"
NEW = {
    "text": "I can say <b>what</b> works & why {area}",
    "low": "Not yet",
    "high": "Fully",
    "forms": ["before", "after"],
    "position": "1",
}


@pytest.fixture
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    return account


@pytest.fixture
def draft(client, coordinator):
    client.submit("/evaluation/questions")
    return db.session.query(EvaluationQuestions).one()


def press(client, url, ending):
    """The button of the page that leads there."""
    return client.submit(url, form=f"main form[action='{DRAFT}/{ending}']")


def filled(client, ending):
    """The form behind that button, as it stands on the page now."""
    return fill(find_form(client.get(DRAFT).text, DRAFT, f"main form[action='{DRAFT}/{ending}']"), DRAFT, {})


def keys_of(draft) -> list[str]:
    db.session.refresh(draft)
    return [one["key"] for one in draft.statements]


def reword(client, key="listen", **given):
    asked = {"text": "I can hear what a child says", **given}
    return client.submit(f"{DRAFT}/statements/{key}", form="main form:not([action])", answers=asked)


@pytest.fixture
def published(client, draft):
    """Version 3 words one statement anew, and is asked from now on."""
    reword(client)
    press(client, DRAFT, "publish")
    return draft


class TestDraft:
    def test_begins_with_what_is_asked_now(self, draft):
        assert (draft.number, draft.published_at) == (3, None)
        assert keys_of(draft)[:2] == ["listen", "whole"]

    def test_there_is_one_at_a_time(self, client, draft):
        assert "Start a draft" not in client.get("/evaluation/questions").text
        client.post("/evaluation/questions/draft", data=dict(filled(client, "discard").pairs))
        assert db.session.query(EvaluationQuestions).count() == 1

    def test_is_asked_of_nobody(self, client, draft):
        reword(client)
        event = a_past_event()
        client.sign_in(a_learner(event))
        assert "I can hear what a child says" not in client.get(address(event)).text

    def test_takes_a_statement_at_its_place_and_shows_it_as_it_was_typed(self, client, draft):
        client.submit(f"{DRAFT}/statements/add", answers=NEW)
        assert keys_of(draft)[1] == "listen"
        page = client.get(f"{DRAFT}/preview/before").text
        assert NEW["text"] in words_of(parse(page).select_one("main"))
        assert "<b>what</b>" not in page
        assert NEW["text"] not in words_of(parse(client.get(f"{DRAFT}/preview/later").text))

    def test_other_words_are_another_statement_and_the_same_words_the_same(self, client, draft):
        reword(client)
        assert "listen" not in keys_of(draft)
        (key,) = set(keys_of(draft)) - set(RATINGS) - {"manager_change", "manager_room"}
        old = "I can find out what a child and their family see, want and worry about"
        reword(client, key, text=f"  {old}\n")
        assert keys_of(draft)[0] == "listen"

    def test_can_be_without_a_statement(self, client, draft):
        press(client, f"{DRAFT}/statements/useful", "statements/useful/remove")
        assert "useful" not in keys_of(draft)

    def test_says_what_was_and_what_is(self, client, draft):
        reword(client)
        (entry,) = entries("word_questions")
        assert "I can hear what a child says" in str(entry.details["after"])
        assert "I can hear what a child says" not in str(entry.details["before"])

    def test_can_be_thrown_away(self, client, draft):
        press(client, DRAFT, "discard")
        assert not db.session.query(EvaluationQuestions).count()
        assert client.get(DRAFT).status_code == 404

    def test_asks_for_words_in_other_words(self, client, draft):
        client.submit(f"{DRAFT}/words", after_1="What comes first on Monday?")
        assert "What comes first on Monday?" in client.get(f"{DRAFT}/preview/after").text


class TestRefusals:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"text": " "}, "Enter the statement"),
            ({"text": "x" * 201}, "200 characters or fewer"),
            ({"forms": []}, "Select who is asked and when"),
            ({"forms": ["after", "manager"]}, "cannot be asked of those who took part"),
            ({"position": "0"}, "1"),
        ],
    )
    def test_of_a_statement(self, client, draft, given, said):
        (error,) = errors_on(client.submit(f"{DRAFT}/statements/add", answers=NEW | given).text)
        assert said in error
        assert len(keys_of(draft)) == 9

    def test_of_the_same_words_twice(self, client, draft):
        for _ in range(2):
            page = client.submit(f"{DRAFT}/statements/add", answers=NEW).text
        assert errors_on(page) == ["Another statement of this draft has the same words"]

    def test_of_a_statement_that_somebody_else_reworded_meanwhile(self, client, draft):
        url = f"{DRAFT}/statements/listen"
        form = fill(find_form(client.get(url).text, url, "main form:not([action])"), url, {"text": "Mine"})
        reword(client)
        assert "Somebody else has changed" in errors_on(client.post(url, data=dict(form.pairs)).text)[0]

    def test_of_too_many(self, client, draft):
        for turn in range(4):
            page = client.submit(f"{DRAFT}/statements/add", answers=NEW | {"text": f"Number {turn}"}).text
        assert errors_on(page) == ["A version has at most 12 statements"]

    def test_of_what_asks_the_same(self, client, draft):
        assert errors_on(press(client, DRAFT, "publish").text) == [
            "The draft asks the same as the version in use"
        ]

    def test_of_what_shows_no_change(self, client, draft):
        for key in ("listen", "whole", "plan", "others", "limits"):
            reword(client, key, text=key, forms=["before"] if key == "plan" else ["later"])
        assert "no change could be seen" in errors_on(press(client, DRAFT, "publish").text)[0]

    def test_of_a_draft_that_has_changed_since_it_was_looked_at(self, client, draft):
        reword(client)
        form = filled(client, "publish")
        reword(client, "whole", text="Another thing")
        assert "has changed since" in errors_on(client.post(form.url, data=dict(form.pairs)).text)[0]
        db.session.refresh(draft)
        assert draft.published_at is None

    @pytest.mark.parametrize("page", ["statements/listen", "statements/add", "words"])
    def test_of_changing_what_is_published(self, client, published, page):
        assert client.get(f"{DRAFT}/{page}").status_code == 404
        assert client.get(f"/evaluation/questions/2/{page}").status_code == 404

    def test_of_changing_its_row(self, published):
        published.statements = []
        with pytest.raises(IsPublished):
            db.session.commit()
        db.session.rollback()

    @pytest.mark.parametrize("role", [Role.TRAINER, Role.LINE_MANAGER])
    def test_of_whoever_does_not_run_training(self, client, role):
        client.sign_in(someone(role))
        assert client.get("/evaluation/questions").status_code == 403


class TestPublished:
    def test_is_asked_about_events_that_nobody_has_answered_about(self, client, published):
        event = a_past_event()
        client.sign_in(a_learner(event))
        assert "I can hear what a child says" in client.get(address(event)).text

    def test_an_event_goes_on_with_the_version_of_its_first_answer(self, client, draft, coordinator):
        event = a_past_event(weeks=9)
        send(client, event, a_learner(event))
        client.sign_in(coordinator)
        reword(client)
        press(client, DRAFT, "publish")
        send(client, event, a_learner(event))
        assert [one.form_version for one in db.session.query(EvaluationAnswer)] == [2, 2]

    def test_a_page_that_was_open_before_is_shown_again_with_them(self, client):
        event = a_past_event()
        client.sign_in(a_learner(event))
        url = address(event)
        form = fill(find_form(client.get(url).text, url, "main form"), url, RATINGS)
        publish_third()
        (error,) = errors_on(client.post(url, data=dict(form.pairs)).text)
        assert error == "Choose from 1 to 5: I can hear what a child says"
        assert not db.session.query(EvaluationAnswer).count()

    def test_words_are_never_kept_under_a_question_that_was_not_asked(self, client):
        """Another version may ask the same statements, and other things in people’s own words."""
        event = a_past_event()
        client.sign_in(a_learner(event))
        url = address(event)
        pairs = dict(fill(find_form(client.get(url).text, url, "main form"), url, RATINGS).pairs)
        page = client.post(url, data=pairs | {"edition": "1"}).text
        assert errors_on(page) == [QuestionsChanged.message]
        assert not db.session.query(EvaluationAnswer).count()
        client.submit(url, **RATINGS)
        assert db.session.query(EvaluationAnswer).one().form_version == 2

    def test_whoever_comes_first_at_that_moment_decides_for_the_event(self, client):
        """A form that was read as version 2, while somebody else’s first answer has made it version 3."""
        event = a_past_event()
        publish_third()
        command = SendEvaluation(event_id=event.id, ratings=RATINGS, version=2)
        with pytest.raises(QuestionsChanged), unit_of_work():
            services.send_evaluation(actor_of(a_learner(event)), command)


class TestResults:
    @pytest.fixture
    def two_versions(self, coordinator):
        """Five and six people, of one course, answered two versions that share all statements but one."""
        course = a_past_event().course_id
        publish_third()
        for version, key, count, rating in ((2, "listen", 5, 2), (3, "hear", 6, 4)):
            event = a_past_event()
            event.course_id = course
            ratings = {key: rating, "plan": 3}
            db.session.add_all(answers_of(event, version, count, ratings))
        db.session.commit()
        return course

    def test_put_together_what_both_ask_in_the_same_words(self, client, two_versions):
        page = words_of(parse(client.get(f"/evaluation/courses/{two_versions}").text))
        assert "different versions of the questions (2 and 3)" in page
        assert "mean 3.0 (n = 11)" in page

    def test_keep_apart_what_is_worded_differently(self, client, two_versions):
        page = words_of(parse(client.get(f"/evaluation/courses/{two_versions}").text))
        assert "mean 2.0 (n = 5)" in page
        assert "mean 4.0 (n = 6)" in page
        assert "Asked in version 2 alone" in page

    def test_the_file_says_which_versions(self, client, two_versions):
        said = client.get(f"/evaluation/courses/{two_versions}.csv").text
        assert '"2, 3"' in said
        assert said.splitlines()[0].endswith("Versions")


def publish_third() -> None:
    statements, texts = written(NEWEST_SHIPPED)
    statements[0] |= {"key": "hear", "text": "I can hear what a child says"}
    given = {"number": 3, "statements": statements, "texts": texts, "published_at": clock.now()}
    saved(EvaluationQuestions(**given))


def answers_of(event, version, count, ratings):
    """So many people sent the forms before and after."""
    made = {"event_id": event.id, "form_version": version, "ratings": ratings}
    return [
        EvaluationAnswer(pair_key=100 * version + turn, form=form, **made)
        for turn in range(count)
        for form in (BEFORE, AFTER)
    ]
