"""Local areas: the list, adding one, writing one anew, and their order."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.differences import fingerprint
from portal.kernel.errors import Forbidden, NotFound
from portal.people.areas import AddArea, AreaDetails, AreaIsClosed, AreaNameTaken, ChangeArea, MoveArea
from portal.people.finding import list_local_areas
from portal.people.services import areas as services
from tests.factories import a_school, actor_of, an_area, saved, someone
from tests.factories_partnership import a_part


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
def closed(today):
    return saved(an_area(name="Gone", closed_on=today))


def details(name: str = "North", base: str = "Clifton") -> AreaDetails:
    return AreaDetails(name, base)


def seen_of(area) -> str:
    return fingerprint(details(area.name, area.base).told)


def entries(verb: str) -> list[Activity]:
    return list(db.session.scalars(select(Activity).where(Activity.verb == verb)))


def names() -> list[str]:
    return [area.name for area in list_local_areas()]


class TestList:
    def test_only_administrators_are_offered_changes(self, client, signed_in, closed) -> None:
        area = saved(an_area(name="North"))
        text = client.get("/local-areas").text
        assert f"/local-areas/{area.id}/close" in text
        assert "Open Gone again" in text
        client.sign_in(someone(Role.COORDINATOR))
        text = client.get("/local-areas").text
        assert "North" in text
        assert "/close" not in text
        assert "Gone" not in text

    def test_the_partnerships_page_lists_them(self, client, signed_in, closed) -> None:
        saved(an_area(name="North", base="Clifton"))
        text = client.get("/partnership/").text
        assert "North, Clifton" in text
        assert "Gone" not in text


class TestAdd:
    def test_it_is_the_last_of_the_list(self, client, signed_in) -> None:
        saved(an_area(name="Zebra", position=4))
        answer = client.submit("/local-areas/add", name=" North  West ", base="Clifton")
        assert "has been added" in client.follow(answer).text
        assert names() == ["Zebra", "North West"]
        (entry,) = entries("add_area")
        assert entry.actor_id == signed_in.person_id
        assert entry.details["after"] == {"name": "North West", "base": "Clifton"}

    @pytest.mark.parametrize("typed", ["north", "NORTH ", "Nörth"])
    def test_a_name_that_reads_the_same_is_refused(self, client, signed_in, typed) -> None:
        saved(an_area(name="North"))
        answer = client.submit("/local-areas/add", name=typed)
        assert "There is already a Local Area Team of this name" in answer.text
        assert names() == ["North"]

    def test_the_name_of_a_closed_one_leads_to_opening_it(self, admin, closed) -> None:
        with pytest.raises(AreaNameTaken, match="Open it again"):
            services.add_area(admin, AddArea(details("gone")))

    def test_it_needs_a_name(self, client, signed_in) -> None:
        assert "Enter a name" in client.submit("/local-areas/add", name=" ").text

    def test_others_may_not(self, coordinator) -> None:
        with pytest.raises(Forbidden):
            services.add_area(coordinator, AddArea(details()))

    def test_the_database_refuses_what_nobody_checked(self) -> None:
        saved(an_area(name="North"))
        with pytest.raises(IntegrityError):
            saved(an_area(name="NORTH"))


class TestChange:
    def test_the_new_name_is_everywhere_and_the_log_keeps_the_old(self, client, signed_in) -> None:
        area = saved(an_area(name="North", base="Clifton"))
        school = saved(a_school(area=area))
        client.submit(f"/local-areas/{area.id}/change", name="North and Clifton", base="Clifton")
        assert "North and Clifton" in client.get(f"/schools/{school.id}").text
        (entry,) = entries("change_area")
        assert entry.details["before"] == {"name": "North", "base": "Clifton"}
        assert "North and Clifton" in client.get("/partnership/").text
        client.sign_in(someone(Role.COORDINATOR))
        assert "changed the Local Area Team North and Clifton" in client.get("/activity").text

    def test_the_same_again_writes_nothing(self, admin) -> None:
        area = saved(an_area(name="North", base="Clifton"))
        services.change_area(admin, ChangeArea(area.id, details(), seen_of(area)))
        assert not entries("change_area")

    def test_only_its_case_may_change(self, admin) -> None:
        area = saved(an_area(name="north", base="Clifton"))
        services.change_area(admin, ChangeArea(area.id, details(), seen_of(area)))
        assert area.name == "North"

    def test_the_name_of_another_is_refused(self, admin) -> None:
        saved(an_area(name="North"))
        area = saved(an_area(name="South"))
        with pytest.raises(AreaNameTaken):
            services.change_area(admin, ChangeArea(area.id, details("NORTH"), seen_of(area)))

    def test_one_that_has_closed_stays_as_it_was(self, admin, closed) -> None:
        with pytest.raises(AreaIsClosed):
            services.change_area(admin, ChangeArea(closed.id, details(), seen_of(closed)))

    def test_others_may_not(self, coordinator) -> None:
        with pytest.raises(Forbidden):
            services.change_area(coordinator, ChangeArea(saved(an_area()).id, details(), ""))

    def test_what_is_not_there_is_not_found(self, client, signed_in, admin) -> None:
        assert client.get("/local-areas/999999/change").status_code == 404
        with pytest.raises(NotFound):
            services.change_area(admin, ChangeArea(999_999, details(), ""))


class TestMove:
    @pytest.fixture
    def three(self):
        return [saved(an_area(name=name)) for name in ("Ash", "Beech", "Cedar")]

    def test_up_and_down_the_list(self, client, signed_in, three) -> None:
        beech = f"main form[action$='/{three[1].id}/move']"
        client.submit("/local-areas", form=beech, press=f"Move up: {three[1].name}")
        assert names() == ["Beech", "Ash", "Cedar"]
        client.submit("/local-areas", form=beech, press=f"Move down: {three[1].name}")
        client.submit("/local-areas", form=beech, press=f"Move down: {three[1].name}")
        assert names() == ["Ash", "Cedar", "Beech"]
        assert len(entries("order_areas")) == 3
        assert "place: 2" in client.get("/partnership/").text

    @pytest.mark.parametrize(("which", "earlier"), [(0, True), (2, False)])
    def test_at_its_end_nothing_happens(self, admin, three, which, earlier) -> None:
        services.move_area(admin, MoveArea(three[which].id, earlier))
        assert names() == ["Ash", "Beech", "Cedar"]
        assert not entries("order_areas")

    def test_one_that_has_closed_has_no_place(self, admin, closed) -> None:
        with pytest.raises(AreaIsClosed):
            services.move_area(admin, MoveArea(closed.id, earlier=True))

    def test_others_may_not(self, coordinator, three) -> None:
        with pytest.raises(Forbidden):
            services.move_area(coordinator, MoveArea(three[0].id, earlier=False))

    def test_what_is_not_there_is_not_found(self, admin) -> None:
        with pytest.raises(NotFound):
            services.move_area(admin, MoveArea(999_999, earlier=True))


def test_another_word_is_said_everywhere(client, signed_in) -> None:
    a_part("words", local_area={"one": "cluster", "many": "clusters", "article": "a"})
    assert "Add a cluster" in client.get("/local-areas").text
    saved(an_area(name="North"))
    assert "There is already a cluster" in client.submit("/local-areas/add", name="North").text
