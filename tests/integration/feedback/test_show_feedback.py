"""What a practitioner reads about an assessment that they led."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Agency, Post
from tests import factories as make
from tests.factories_partnership import a_part
from tests.integration.feedback import scene as made
from tests.integration.marking import scene as cast
from tests.support.pages import parse, words_of
from training.catalogue.domain import CourseFormat, CourseLevel, EventState
from training.catalogue.models import Course, TrainingEvent


@pytest.fixture
def scene(client):
    closing = {"one_change": "Write the plan again with Dad", "system_cause": "No room on the form"}
    scene, audit = made.finished(client, closing=closing)
    scene.feedback = made.released(scene, audit)
    client.sign_in(scene.lead)
    return scene


def url_of(scene):
    return f"/feedback/{scene.feedback.id}"


def words_on(client, scene):
    return words_of(parse(client.get(url_of(scene)).text).select_one("main"))


def a_course(title, **given):
    made_up = {"summary": "…", "level": next(iter(CourseLevel)), "minutes": 180}
    made_up["format"] = next(iter(CourseFormat))
    return make.saved(Course(title=title, **{**made_up, "principles": [], "audit_items": [], **given}))


def an_event(course, days, **given):
    starts_at = clock.now() + timedelta(days=days)
    made_up = {"course_id": course.id, "code": f"GHP-{course.id}-{days}", "capacity": 10}
    made_up |= {"state": EventState.OPEN, "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3)}
    return make.saved(TrainingEvent(**{**made_up, **given}))


class TestWhatItSays:
    def test_strengths_stand_first(self, client, scene):
        page = words_on(client, scene)
        strengths = page.index("A2 Sharing agreed and kept current Outstanding (4)")
        assert strengths < page.index("A1 Consent is real. Seen for A1") < page.index("What to work on")

    def test_the_lowest_is_worked_on_first_with_the_next_grade_up(self, client, scene):
        page = words_on(client, scene)
        assert page.index("B3 History used") < page.index(
            "D4 Risk seen and acted on Requires improvement (2)"
        )
        assert "Good (3) looks like: Risk named, acted on and reviewed" in page
        assert "Not evidenced: the record does not show it" in page

    def test_each_grade_with_what_it_and_the_next_look_like(self, client, scene):
        page = words_on(client, scene)
        for item in cast.FULL.items():
            anchors = {anchor.grade: anchor.text for anchor in item.anchors}
            points = {"4": 4, "2": 2, "NE": None}.get(made.ANSWERS.get(item.key), 3)
            assert points is None or anchors[points] in page
            assert points in {None, 4} or anchors[points + 1] in page

    def test_the_grade_with_its_working(self, client, scene):
        page = words_on(client, scene)
        assert "D4 Risk seen and acted on is a critical safety item and is graded 2" in page
        assert "this decided the grade" in page
        assert "n = 9 graded sections" in page

    def test_good_help_as_a_picture_and_a_table(self, client, scene):
        page = parse(client.get(url_of(scene)).text)
        assert "Enabling language: 1 of 4" in words_of(page.select_one("svg desc"))
        assert "Enabling language Inadequate (1)" in words_of(page.select_one("main"))

    def test_the_one_change_but_not_what_is_for_the_partnership_alone(self, client, scene):
        page = words_on(client, scene)
        assert "Write the plan again with Dad" in page
        assert "No room on the form" not in page

    def test_who_audited_unless_the_coordinator_said_not_to(self, client, scene):
        assert "Audited by Sam Tester" in words_on(client, scene)
        scene.feedback.shows_auditor = False
        db.session.commit()
        assert "Audited by" not in words_on(client, scene)

    def test_markup_and_long_words_as_text(self, client):
        scene = cast.a_scene()
        audit = cast.filled(scene)
        mark = db.session.query(cast.Mark).filter_by(audit_id=audit.id, key="A1").one()
        mark.evidence = "<script>alert(1)</script>" + "x" * 10_000
        cast.submit(client, scene, audit)
        scene.feedback = made.released(scene, audit)
        client.sign_in(scene.lead)
        page = client.get(url_of(scene))
        assert "&lt;script&gt;alert(1)" in page.text


class TestCourses:
    def test_suggests_what_answers_a_weak_item_with_the_next_date(self, client, scene):
        course = a_course("Talking about risk", audit_items=["D4"])
        an_event(course, 40)
        an_event(course, 10)
        an_event(course, -5)
        page = words_on(client, scene)
        assert "Talking about risk: next on Friday 13 March 2026. For Risk seen and acted on." in page

    def test_the_partnership_says_beside_which_grades(self, client, scene):
        a_course("Talking about risk", audit_items=["D4"])
        a_part("rules.feedback", weak_at_or_below=1)
        assert "Talking about risk" not in words_on(client, scene)

    def test_what_answers_most_stands_first(self, client, scene):
        a_course("Anything", audit_items=["D4"])
        a_course("Words that help", audit_items=["B3", "D4"], principles=["GH2"])
        page = words_on(client, scene)
        assert page.index("Words that help: no date yet") < page.index("Anything")

    def test_leaves_out_what_is_unlisted_or_answers_something_else(self, client, scene):
        a_course("Gone", audit_items=["D4"], is_listed=False)
        a_course("Elsewhere", audit_items=["A2", "D40"], principles=["GH1"])
        assert "Training that may help" not in words_on(client, scene)

    def test_suggests_nothing_when_nothing_is_weak(self, client):
        scene, audit = made.finished(client, answers={})
        scene.feedback = made.released(scene, audit)
        a_course("Any", audit_items=["D4"], principles=["GH1"])
        client.sign_in(scene.lead)
        page = words_on(client, scene)
        assert "Nothing was graded below Good" in page
        assert "Training that may help" not in page


class TestWhoMay:
    @pytest.fixture
    def manager(self, scene):
        post = db.session.query(Post).filter_by(person_id=scene.lead.person_id).one()
        manager = make.someone(Role.LINE_MANAGER, agency=db.session.get_one(Agency, post.agency_id))
        post.manager_id = manager.person_id
        db.session.commit()
        return manager

    def test_the_line_manager_may(self, client, scene, manager):
        client.sign_in(manager)
        assert client.get(url_of(scene)).status_code == 200
        assert scene.assessment.reference in client.get("/my-feedback").text

    def test_a_manager_who_left_the_agency_may_not(self, client, scene, manager):
        own = db.session.query(Post).filter_by(person_id=manager.person_id).one()
        own.ended_on = clock.today() - timedelta(days=1)
        db.session.commit()
        client.sign_in(manager)
        assert client.get(url_of(scene)).status_code == 404

    def test_a_manager_of_a_post_that_ended_may_not(self, client, scene, manager):
        post = db.session.query(Post).filter_by(person_id=scene.lead.person_id).one()
        post.ended_on = clock.today() - timedelta(days=1)
        db.session.commit()
        client.sign_in(manager)
        assert client.get(url_of(scene)).status_code == 404
        assert scene.assessment.reference not in client.get("/my-feedback").text

    def test_the_coordinator_may(self, client, scene):
        client.sign_in(make.someone(Role.COORDINATOR))
        assert client.get(url_of(scene)).status_code == 200

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
    def test_nobody_else_learns_that_it_exists(self, client, scene, role):
        client.sign_in(make.someone(role, school=make.saved(make.a_school())))
        for address in (url_of(scene), f"{url_of(scene)}/document.pdf"):
            assert client.get(address).status_code == 404

    def test_the_auditor_may_not_either(self, client, scene):
        client.sign_in(scene.auditor)
        assert client.get(url_of(scene)).status_code == 404

    def test_what_is_not_there(self, client, scene):
        assert client.get("/feedback/999").status_code == 404


class TestWhoOpenedIt:
    def test_the_practitioner_sees_everybody_who_did(self, client, scene, at):
        coordinator = make.someone(Role.COORDINATOR, given_name="Cora")
        client.sign_in(coordinator)
        client.get(url_of(scene))
        at(datetime(2026, 3, 4, 14, 30))  # noqa: DTZ001  # London's, as the fixture says
        client.sign_in(scene.lead)
        page = words_on(client, scene)
        assert "You, 4 March 2026 at 2:30pm Cora" in page
        assert "3 March 2026 at 10am" in page

    def test_who_was_refused_is_not_listed(self, client, scene):
        client.sign_in(make.someone(Role.AUDITOR))
        client.get(url_of(scene))
        assert db.session.query(Activity).filter_by(verb="open_feedback").count() == 0

    def test_home_says_that_there_is_something_to_read_until_it_is_opened(self, client, scene):
        assert "Feedback on 1 assessment to read" in client.get("/").text
        assert "New" in words_of(parse(client.get("/my-feedback").text).select_one("main table"))
        client.get(url_of(scene))
        assert "to read" not in words_of(parse(client.get("/").text).select_one("main"))


def test_somebody_without_feedback_is_told_so(client):
    client.sign_in(make.someone())
    assert "No assessment that you led has been audited yet" in client.get("/my-feedback").text
