"""For which board a board reader reads is a fact of the role, and follows the partnership's list."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.partnership import services as partnership
from portal.partnership.domain import Part, Save
from portal.roles import checks, services
from portal.roles.domain import AlreadyHeld, ChangeGrant, GiveRole, NoBoard, NoBoardNeeded
from tests.factories import a_role, actor_of, saved, someone
from tests.factories_partnership import a_part
from tests.integration.roles.cast import (
    REASON,
    a_colleague,
    give,
    grants_of,
    logged,
    signed_in,
    the_grant_of,
)
from tests.support.pages import errors_on

SAFETY, HEALTH = "Safeguarding Board", "Health Board"
LATELY = date(2026, 2, 1)


@pytest.fixture(autouse=True)
def boards():
    return a_part("boards", names=[SAFETY, HEALTH])


def a_reader(board=SAFETY, **given):
    person = a_colleague(**given)
    saved(a_role(person, Role.BOARD_READER, board=board, starts_on=LATELY))
    return person


def say_boards(*names: str) -> None:
    administrator = actor_of(someone(Role.ADMINISTRATOR), Role.ADMINISTRATOR)
    partnership.save_boards(administrator, Save(Part.BOARDS, {"names": list(names)}, 1))
    db.session.commit()


class TestGive:
    def test_a_board_reader_reads_for_a_board(self, client):
        signed_in(client)
        person = a_colleague()
        shown = client.submit(
            f"/roles/people/{person.id}/give", role=Role.BOARD_READER, board=HEALTH, reason=REASON
        )
        assert HEALTH in shown.text
        assert give(client, person, Role.BOARD_READER, board=HEALTH).status_code == 302
        assert the_grant_of(person).board == HEALTH
        assert logged("grant_role")[0].details["after"]["board"] == HEALTH
        assert f"Board reader for {HEALTH}" in client.get(f"/roles/people/{person.id}").text
        assert f"Board reader for {HEALTH}" in client.get(f"/people/{person.id}").text

    def test_the_board_has_to_be_said(self, client):
        signed_in(client)
        person = a_colleague()
        assert errors_on(give(client, person, Role.BOARD_READER).text) == [
            "Select the board that they read for"
        ]
        assert not grants_of(person)

    def test_nobody_else_reads_for_one(self, client):
        signed_in(client)
        person = a_colleague()
        assert errors_on(give(client, person, Role.TRAINER, board=SAFETY).text) == [NoBoardNeeded.message]

    def test_one_that_the_partnership_does_not_name_is_refused(self):
        coordinator = actor_of(someone(Role.COORDINATOR), Role.COORDINATOR)
        command = GiveRole(
            person_id=a_colleague().id,
            role=Role.BOARD_READER,
            agency_id=None,
            starts_on=clock.today(),
            ends_on=None,
            reason=REASON,
            board="Board of nobody",
        )
        with pytest.raises(NoBoard):
            services.give_role(coordinator, command)

    def test_where_no_board_is_named_nobody_is_asked(self, client, boards):
        db.session.delete(boards)
        a_part("lines", names=[])
        signed_in(client)
        person = a_colleague()
        assert "For which board?" not in client.get(f"/roles/people/{person.id}/give").text
        assert give(client, person, Role.BOARD_READER).status_code == 302

    def test_somebody_reads_for_two_boards_and_for_each_once(self, client):
        signed_in(client)
        person = a_reader()
        assert give(client, person, Role.BOARD_READER, board=HEALTH).status_code == 302
        assert sorted(one.board for one in grants_of(person)) == [HEALTH, SAFETY]
        assert not list(checks.find_twice_held())
        answer = give(client, person, Role.BOARD_READER, board=HEALTH)
        assert errors_on(answer.text) == [AlreadyHeld.message]

    def test_a_training_lead_is_asked_for_no_board(self, client):
        signed_in(client, Role.TRAINING_LEAD)
        assert "For which board?" not in client.get(f"/roles/people/{a_colleague().id}/give").text


class TestShown:
    def test_in_the_list_its_file_and_the_reviews(self, client):
        signed_in(client)
        person = a_colleague()
        saved(a_role(person, Role.BOARD_READER, board=HEALTH))
        for url in ("/roles?role=board_reader", "/roles/export?role=board_reader", "/roles/reviews"):
            assert HEALTH in client.get(url).text
        ticked = the_grant_of(person).id
        assert f"Board reader for {HEALTH}" in client.get(f"/roles/reviews/keep?grant={ticked}").text


class TestChanged:
    def test_a_board_with_a_new_name_keeps_its_readers(self, client):
        signed_in(client)
        reader, other = a_reader(), a_reader(HEALTH)
        say_boards("Safety Partnership", HEALTH)
        assert [the_grant_of(one).board for one in (reader, other)] == ["Safety Partnership", HEALTH]
        (entry,) = logged("reword_board")
        assert entry.person_id == reader.id
        assert (entry.details["before"], entry.details["after"]) == (
            {"board": SAFETY},
            {"board": "Safety Partnership"},
        )

    def test_what_has_ended_keeps_the_name_of_its_day(self):
        person = a_colleague()
        saved(a_role(person, Role.BOARD_READER, board=SAFETY, starts_on=LATELY, ends_on=date(2026, 2, 20)))
        say_boards("Safety Partnership", HEALTH)
        assert the_grant_of(person).board == SAFETY

    def test_readers_of_a_board_that_is_gone_are_reviewed_at_once(self, client):
        signed_in(client)
        reader, other = a_reader(family_name="Gone"), a_reader(HEALTH, family_name="Stays")
        assert "Sam Gone" not in client.get("/roles/reviews").text
        say_boards(HEALTH)
        page = client.get("/roles/reviews").text
        assert ["Sam Gone" in page, "Sam Stays" in page] == [True, False]
        assert "Board no longer named" in page
        assert "Sam Gone" in client.get("/roles/reviews?due=no_board").text
        assert "Sam Gone" not in client.get("/roles/reviews?due=overdue").text
        assert "Board no longer named" in client.get(f"/roles/people/{reader.id}").text
        assert the_grant_of(other).board == HEALTH

    def test_a_reader_is_given_another_board(self, client):
        signed_in(client)
        reader = a_reader()
        say_boards(HEALTH)
        answer = client.submit(f"/roles/{the_grant_of(reader).id}/change", board=HEALTH, reason="Merged")
        assert answer.status_code == 302
        assert the_grant_of(reader).board == HEALTH
        (entry,) = logged("change_role")
        assert (entry.details["before"][2], entry.details["after"][2]) == (SAFETY, HEALTH)
        assert "Sam" not in client.get("/roles/reviews?due=no_board").text.partition("</form>")[2]

    def test_the_dates_change_and_the_board_that_is_gone_stays(self, client):
        signed_in(client)
        reader = a_reader()
        say_boards(HEALTH)
        answer = client.submit(
            f"/roles/{the_grant_of(reader).id}/change", reason="Until summer", ends_on=date(2026, 7, 1)
        )
        assert answer.status_code == 302
        assert (the_grant_of(reader).board, the_grant_of(reader).ends_on) == (SAFETY, date(2026, 7, 1))

    @pytest.mark.parametrize(
        ("role", "board", "error"),
        [(Role.BOARD_READER, "Board of nobody", NoBoard), (Role.TRAINER, HEALTH, NoBoardNeeded)],
    )
    def test_no_grant_is_changed_to_what_could_not_be_given(self, role, board, error):
        coordinator = actor_of(someone(Role.COORDINATOR), Role.COORDINATOR)
        named = SAFETY if role is Role.BOARD_READER else ""
        grant = saved(a_role(a_colleague(), role, board=named, starts_on=LATELY))
        change = ChangeGrant(
            grant_id=grant.id,
            starts_on=LATELY,
            ends_on=None,
            reason=REASON,
            seen=services.seen_of(grant),
            board=board,
        )
        with pytest.raises(error):
            services.change_grant(coordinator, change)

    def test_dates_of_another_role_are_changed_without_a_board(self, client):
        signed_in(client)
        person = a_colleague()
        grant = saved(a_role(person, Role.TRAINER))
        assert "For which board?" not in client.get(f"/roles/{grant.id}/change").text


def test_a_board_beside_another_role_is_found():
    saved(a_role(a_colleague(), Role.TRAINER, board=SAFETY))
    assert [one for one in checks.find_wrong_scopes() if "trainer" in one]
