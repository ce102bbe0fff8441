"""Links by which somebody without an account reads a passport for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.activity import Activity
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import NotFound
from portal.merging.domain import Side
from portal.people.models import Post
from portal.records import purging
from tests.factories import someone
from tests.factories_merging import a_colleague, a_pair, merged, undone
from tests.integration.certificates.cast import COORDINATOR
from tests.integration.passport.cast import REFERENCE, make_link, shown, the_link
from tests.support.pages import errors_on
from training.certificates.domain import code_in_groups
from training.passport import services
from training.passport.models import PassportLink
from training.passport.sealing import reference_in, token_of

GONE = "This link does not work"


@pytest.fixture
def link(client, certificate):
    return make_link(client)


def done_by_retention() -> dict[str, int]:
    return {one.name: one.done for one in purging.purge_all() if one.done}


def refused(client, path):
    client.sign_out()
    answer = client.get(path)
    assert answer.status_code == 404
    assert GONE in answer.text
    assert "Ann" not in answer.text
    return True


class TestShown:
    def test_a_stranger_reads_the_record(self, client, link, certificate):
        page = shown(client, link)
        for words in ("Ann Here", "Voice of the child", code_in_groups(certificate.code), REFERENCE):
            assert words in page

    def test_required_training_only_if_the_person_said_so(self, client, link):
        assert "Required training" not in shown(client, link)
        assert "requirements" not in client.get(f"{link}/json").json

    @pytest.mark.usefixtures("certificate")
    def test_with_required_training(self, client):
        link = make_link(client, with_requirements=True)
        assert "Safeguarding basics" in shown(client, link)
        assert client.get(f"{link}/json").json["requirements"]

    def test_as_files(self, client, link):
        client.sign_out()
        assert client.get(f"{link}/pdf").data.startswith(b"%PDF")
        assert client.get(f"{link}/json").json["person"] == {"name": "Ann Here"}

    def test_its_address_says_nothing_about_the_person(self, link, ann):
        for word in (ann.given_name, ann.family_name, ann.email, ann.reference):
            assert word.casefold() not in link.casefold()

    @pytest.mark.parametrize("end", ["", "/json", "/pdf"])
    def test_no_search_engine_keeps_it_and_no_page_learns_where_from(self, client, link, end):
        client.sign_out()
        headers = client.get(link + end).headers
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"

    def test_says_what_is_so_on_the_day(self, client, link, ann):
        ann.given_name = "Anna"
        db.session.commit()
        assert "Anna Here" in shown(client, link)


class TestNotShown:
    @pytest.mark.parametrize("end", ["", "/json", "/pdf"])
    def test_when_it_has_expired(self, client, link, at, end):
        at(clock.now() + timedelta(days=30))
        assert refused(client, link + end)

    def test_until_then_it_works(self, client, link, at):
        at(clock.now() + timedelta(days=30) - timedelta(seconds=1))
        assert shown(client, link)

    def test_when_it_was_stopped(self, client, link):
        client.submit("/my-passport", form="form[action$=end]")
        assert refused(client, link)

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda path: path[:-1] + ("A" if path[-1] != "A" else "B"),
            lambda path: path[:10] + ("x" if path[10] != "x" else "y") + path[11:],
            lambda path: path.rpartition(".")[0],
            lambda _: "/passport/x.y",
            lambda _: "/passport/Ä",
            lambda _: "/passport/" + "a" * 3000,
        ],
    )
    def test_when_anything_in_it_was_changed(self, client, link, spoil):
        assert refused(client, spoil(link))

    def test_with_the_word_that_is_kept_and_no_signature(self, client, link):
        assert refused(client, f"/passport/{the_link().reference}")
        assert refused(client, f"/passport/{token_of('another secret', the_link().reference)}")

    def test_tries_do_not_go_on_for_ever(self, client, link):
        client.sign_out()
        codes = [client.get(f"/passport/{number}").status_code for number in range(31)]
        assert codes == [404] * 30 + [429]

    def test_a_link_is_not_opened_without_end(self, client, link):
        client.sign_out()
        codes = [client.get(f"{link}/json").status_code for _ in range(61)]
        assert 429 in codes


class TestMaking:
    @pytest.mark.usefixtures("certificate")
    def test_is_listed_with_its_name(self, client):
        make_link(client, note="Interview in Leeds")
        page = client.get("/my-passport").text
        assert "Interview in Leeds" in page
        assert "Nobody has opened it" in page

    def test_not_more_than_so_many(self, client, link):
        for _ in range(9):
            make_link(client)
        answer = client.submit("/my-passport", form="form[action$=links]")
        assert "No more than 10 links" in " ".join(errors_on(answer.text))
        assert db.session.query(PassportLink).count() == 10

    def test_one_that_has_expired_makes_room(self, client, link, ann, at):
        for _ in range(9):
            make_link(client)
        at(clock.now() + timedelta(days=31))
        client.sign_in(ann.account)
        make_link(client)
        assert db.session.query(PassportLink).count() == 11

    def test_a_strangers_cannot_be_stopped(self, client, link):
        beth = Actor(person_id=someone(Role.COORDINATOR).person_id, scopes=COORDINATOR.scopes)
        with pytest.raises(NotFound), unit_of_work():
            services.end_link(beth, the_link().id)
        assert the_link().ended_at is None

    @pytest.mark.usefixtures("link")
    @pytest.mark.parametrize("days", [1, 40])
    def test_stopping_twice_leaves_the_first_day(self, client, ann, at, days):
        client.submit("/my-passport", form="form[action$=end]")
        ended = the_link().ended_at
        at(clock.now() + timedelta(days=days))
        with unit_of_work():
            services.end_link(Actor(person_id=ann.id), the_link().id)
        assert the_link().ended_at == ended

    def test_one_that_has_expired_is_not_stopped(self, link, ann, at):
        at(clock.now() + timedelta(days=30))
        with unit_of_work():
            services.end_link(Actor(person_id=ann.id), the_link().id)
        assert the_link().ended_at is None

    def test_the_word_that_is_kept_makes_no_address(self, link):
        token = link.removeprefix("/passport/")
        assert token != the_link().reference
        assert reference_in("another secret", token) is None


class TestOpened:
    def test_the_person_reads_when(self, client, link, ann):
        shown(client, link)
        client.sign_in(ann.account)
        assert "Last opened on" in client.get("/my-passport").text
        (entry,) = db.session.scalars(select(Activity).where(Activity.verb == "show_passport"))
        assert (entry.person_id, entry.actor_id) == (ann.id, None)

    def test_a_visit_is_told_once(self, client, link, at):
        shown(client, link)
        client.get(f"{link}/json")
        at(clock.now() + timedelta(minutes=5))
        shown(client, link)
        assert db.session.query(Activity).filter(Activity.verb == "show_passport").count() == 2

    def test_ones_own_look_is_none(self, client, link):
        client.get(link)
        assert "Nobody has opened it" in client.get("/my-passport").text


class TestPeopleChange:
    def test_whoever_has_left_can_still_show_it(self, client, link, ann):
        db.session.execute(
            update(Post).where(Post.person_id == ann.id).values(ended_on=clock.today() - timedelta(days=1))
        )
        db.session.commit()
        assert "Ann Here" in shown(client, link)

    def test_after_a_merge_it_shows_the_one_record_and_after_undoing_it_the_own(self, client, link, ann):
        beth = a_colleague(given_name="Beth", family_name="Here")
        merge = merged(a_pair(beth, ann), keep=Side.FIRST if beth.id < ann.id else Side.SECOND)
        assert "Training passport of Beth Here" in client.get(link).text
        assert "Voice of the child" in shown(client, link)
        undone(merge)
        assert "Training passport of Ann Here" in client.get(link).text


@pytest.mark.parametrize(("days", "goes"), [(30 + 84 - 1, False), (30 + 84 + 1, True)])
def test_a_link_is_deleted_so_long_after_it_stopped_working(client, link, at, days, goes):
    at(clock.now() + timedelta(days=days))
    assert done_by_retention().get("passport-links", 0) == int(goes)


def test_one_that_works_is_kept(client, link, at):
    at(clock.now() + timedelta(days=29))
    assert "passport-links" not in done_by_retention()
