"""A workforce list: people by their keys, posts by their titles, and nothing merged by a name alone."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.imports.domain import ImportState
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.merging.models import PossibleDuplicate
from portal.people.domain import AgencyKind, RoleGroup
from portal.people.models import Person, Post, SearchEntry
from tests.factories import a_person, a_post, a_school, an_agency, an_area, saved, someone
from tests.integration.imports.steps import apply, as_csv, bring_in, listed, look_at, tally

HEAD = (
    *("Staff number", "Given name", "Family name", "Email", "Phone", "Agency", "Job title", "Role group"),
    *("Paid", "Start date", "End date", "Manager", "Team"),
)


@pytest.fixture(autouse=True)
def trust(client):
    client.sign_in(someone(Role.COORDINATOR, agency=saved(an_agency(name="Council"))))
    return saved(an_agency(name="Health trust", kind=AgencyKind.HEALTH))


def a_row(number="1", given="Amira", family="Khan", **said):
    said = {"agency": "Health trust", "title": "Health visitor", "paid": "yes", "start": "2024-09-01", **said}
    cells = [number, given, family, said.get("email", ""), said.get("phone", ""), said["agency"]]
    cells += [said["title"], said.get("group", ""), said["paid"], said["start"], said.get("end", "")]
    return [*cells, said.get("manager", ""), said.get("team", "")]


def a_list(*rows):
    return as_csv(HEAD, rows)


def posts(agency):
    rows = db.session.execute(
        select(Person.given_name, Person.family_name, Post.job_title, Post.ended_on)
        .join(Post, Post.person_id == Person.id)
        .where(Post.agency_id == agency.id)
        .order_by(Person.id, Post.id)
    )
    return [(f"{row[0]} {row[1]}", row[2], row[3]) for row in rows]


def reason(client, shown):
    """Why the first refused row is refused."""
    return listed(client.get(f"{shown}?show=refused").text)[0][2]


def test_people_come_in_with_their_posts_and_can_be_found(client, trust):
    rows = [a_row(email="Amira.Khan@nhs.example"), a_row("2", "Bo", "Lee", paid="no", title="Volunteer")]
    bring_in(client, "workforce", a_list(*rows))
    amira = db.session.scalars(select(Person).where(Person.email == "amira.khan@nhs.example")).one()
    post = db.session.scalars(select(Post).where(Post.person_id == amira.id)).one()
    assert (post.role_group, post.started_on) == (RoleGroup.HEALTH_VISITING, date(2024, 9, 1))
    assert amira.reference == f"P-{amira.id:06}"
    assert posts(trust) == [("Amira Khan", "Health visitor", None), ("Bo Lee", "Volunteer", None)]
    assert (
        amira.id in db.session.scalars(select(SearchEntry.subject_id).where(SearchEntry.word == "khan")).all()
    )


def test_the_same_list_twice_changes_nothing(client, trust):
    rows = [
        a_row(email="a@nhs.example", manager="2", team="North"),
        a_row("2", "Bo", "Lee", email="bo@nhs.example", manager="bo@nhs.example"),
        a_row("", "Cy", "Nobody", phone="01904 551550"),
        a_row("", "Di", "Mail", email="di@nhs.example", manager="bo@nhs.example"),
        a_row("4", "Ed", "Past", end="2025-01-31"),
        a_row("5", "Two", "Posts"),
        a_row("5", "Two", "Posts", title="Trainer"),
    ]
    bring_in(client, "workforce", a_list(*rows))
    page = client.get(look_at(client, "workforce", a_list(*rows)))
    assert tally(page.text) == {"unchanged": 7}
    assert "there is nothing to import" in page.text
    assert len(posts(trust)) == 7


def test_managers_are_found_in_the_same_file_whatever_the_order(client):
    bring_in(client, "workforce", a_list(a_row(manager="2"), a_row("2", "Bo", "Lee", manager="9")))
    first, second = db.session.scalars(
        select(Post).where(Post.job_title == "Health visitor").order_by(Post.id)
    )
    assert (first.manager_id, second.manager_id) == (second.person_id, None)


def test_somebody_is_known_by_staff_number_whatever_else_changed(client, trust):
    bring_in(client, "workforce", a_list(a_row(email="old@nhs.example")))
    changed = a_row(family="Khan-Smith", email="new@nhs.example", title="Team lead", team="East")
    shown = look_at(client, "workforce", a_list(changed))
    assert tally(client.get(shown).text) == {"changed": 1}
    assert "family name: Khan → Khan-Smith" in client.get(shown).text
    apply(client, shown)
    assert posts(trust) == [("Amira Khan-Smith", "Team lead", None)]
    assert db.session.scalars(select(Person.search_name).where(Person.email == "new@nhs.example")).one() == (
        "amira khan-smith"
    )


def test_an_empty_cell_changes_nothing(client):
    bring_in(client, "workforce", a_list(a_row(email="a@nhs.example", phone="01904 551550", team="East")))
    page = client.get(look_at(client, "workforce", a_list(a_row())))
    assert tally(page.text) == {"unchanged": 1}


def test_an_address_is_enough_where_no_number_is_given(client, trust):
    known = saved(a_person(given_name="Amira", family_name="Khan", email="a@nhs.example"))
    saved(a_post(known, trust, job_title="Health visitor", started_on=date(2024, 9, 1)))
    shown = look_at(client, "workforce", a_list(a_row("", email="A@nhs.example", title="Team lead")))
    apply(client, shown)
    assert posts(trust) == [("Amira Khan", "Team lead", None)]


def test_a_person_of_another_agency_gets_a_further_post(client, trust):
    known = saved(a_person(given_name="Amira", family_name="Khan", email="a@nhs.example"))
    elsewhere = saved(an_agency(name="Police"))
    saved(a_post(known, elsewhere))
    shown = look_at(client, "workforce", a_list(a_row(email="a@nhs.example")))
    assert "A further post of somebody the register knows" in client.get(shown).text
    apply(client, shown)
    assert (len(posts(trust)), len(posts(elsewhere))) == (1, 1)


def test_a_name_alone_is_never_merged_but_put_to_a_person(client, trust):
    known = saved(a_person(given_name="Amíra", family_name="Khan", email="home@demo.example"))
    saved(a_post(known, trust))
    shown = look_at(client, "workforce", a_list(a_row()))
    page = client.get(shown)
    assert tally(page.text) == {"added": 1}
    assert f"Looks like {known.reference}: a person is asked" in page.text
    apply(client, shown)
    pair = db.session.scalars(select(PossibleDuplicate)).one()
    assert known.id in {pair.first_id, pair.second_id}


def test_somebody_merged_is_read_as_the_person_who_stands_for_them(client, trust):
    kept = saved(a_person(given_name="Amira", family_name="Khan", email="kept@nhs.example"))
    saved(a_person(email="a@nhs.example", given_name="Amira", family_name="Khan", merged_into_id=kept.id))
    bring_in(client, "workforce", a_list(a_row(email="a@nhs.example")))
    assert db.session.scalars(select(Post.person_id).where(Post.agency_id == trust.id)).all() == [kept.id]


def test_a_last_day_ends_a_post_and_nobody_is_deleted(client, trust):
    bring_in(client, "workforce", a_list(a_row()))
    shown = look_at(client, "workforce", a_list(a_row(end="28/02/2026")))
    assert tally(client.get(shown).text) == {"ended": 1}
    apply(client, shown)
    assert posts(trust) == [("Amira Khan", "Health visitor", date(2026, 2, 28))]


def test_somebody_who_came_back_gets_a_new_post(client, trust):
    bring_in(client, "workforce", a_list(a_row(end="2025-01-31")))
    bring_in(client, "workforce", a_list(a_row(start="2026-01-05")))
    assert [ended for _, _, ended in posts(trust)] == [date(2025, 1, 31), None]


def test_a_school_is_named_by_its_urn_and_brings_its_area(client):
    area = saved(an_area(name="East"))
    school = saved(a_school(urn=121_001, area=area))
    row = dict(zip(HEAD, a_row(agency="", title="Teacher"), strict=True)) | {"URN": "121001"}
    bring_in(client, "workforce", as_csv(tuple(row), [tuple(row.values())]))
    post = db.session.scalars(select(Post).where(Post.school_id == school.id)).one()
    assert (post.agency_id, post.local_area_id) == (school.agency_id, area.id)
    assert post.role_group is RoleGroup.TEACHING


@pytest.mark.parametrize(
    ("rows", "column", "says"),
    [
        ([a_row(given="", family="")], "Family name", "Enter a name"),
        ([a_row(agency="Nowhere")], "Agency", "There is no agency called “Nowhere”"),
        ([a_row(agency="")], "Agency", "Enter an agency"),
        ([a_row(title="")], "Job title", "Enter a job title"),
        ([a_row(email="no address")], "Email", "“no address” is not an email address"),
        ([a_row(start="31/02/2026")], "Start date", "There is no such day as “31/02/2026”"),
        ([a_row(end="2020-01-01")], "End date", "The last day is before the first day"),
        ([a_row(group="Pirates")], "Role group", "“Pirates” is not a role group that the portal knows"),
        ([a_row(family="=1+2")], "Family name", "This cell holds a formula. Paste its value instead"),
        (
            [a_row(email="a@x.example"), a_row("2", email="A@x.example")],
            "Email",
            "Another row of this list is the same person, or has this address",
        ),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_by_column(client, rows, column, says):
    shown = look_at(client, "workforce", a_list(*rows))
    refused = listed(client.get(f"{shown}?show=refused").text)
    assert [row[1:] for row in refused] == [[column, says]]


def test_keys_of_two_people_in_one_row_are_refused(client, trust):
    saved(a_person(email="other@nhs.example", given_name="Zed", family_name="Other"))
    rows = [a_row(email="other@nhs.example")]
    shown = look_at(client, "workforce", a_list(*rows))
    assert (
        listed(client.get(shown).text)[0][2]
        == "The register knows this email address as that of another name"
    )
    bring_in(client, "workforce", a_list(a_row()))
    assert reason(client, look_at(client, "workforce", a_list(*rows))) == (
        "The register knows this email address as another person’s"
    )


class TestWholeList:
    def whole(self, trust):
        return {"agency": trust.id, "coverage": "whole"}

    def test_people_who_are_not_in_it_end_their_posts(self, client, trust):
        bring_in(client, "workforce", a_list(*(a_row(str(n), f"P{n}") for n in range(10))))
        rest = a_list(*(a_row(str(n), f"P{n}") for n in range(9)))
        shown = look_at(client, "workforce", rest, **self.whole(trust))
        assert tally(client.get(shown).text) == {"ended": 1, "unchanged": 9}
        assert listed(client.get(shown).text)[0][:2] == ["Not in the list", "P9 Khan"]
        apply(client, shown)
        assert [name for name, _, ended in posts(trust) if ended == date(2026, 3, 3)] == ["P9 Khan"]

    def test_more_than_the_set_share_needs_an_explicit_tick(self, client, trust):
        bring_in(client, "workforce", a_list(*(a_row(str(n), f"P{n}") for n in range(10))))
        shown = look_at(client, "workforce", a_list(a_row("0", "P0")), **self.whole(trust))
        refused = client.submit(shown, form="form[action$='/apply']")
        assert "This list would end many posts" in refused.text
        assert len([1 for _, _, ended in posts(trust) if ended]) == 0
        assert apply(client, shown, may_end_many=True).state is ImportState.APPLIED
        assert len([1 for _, _, ended in posts(trust) if ended]) == 9

    def test_nobody_is_ended_while_a_row_is_refused(self, client, trust):
        bring_in(client, "workforce", a_list(a_row("1"), a_row("2", "Bo")))
        rows = a_list(a_row("1"), a_row("2", "Bo", start="never"))
        shown = look_at(client, "workforce", rows, **self.whole(trust))
        assert tally(client.get(shown).text) == {"unchanged": 1, "refused": 1}
        assert "Nobody’s post is ended while a row is refused" in client.get(shown).text

    def test_posts_at_other_agencies_stay(self, client, trust):
        other = saved(an_agency(name="Police"))
        known = saved(a_person(given_name="Amira", family_name="Khan", email="a@nhs.example"))
        saved(a_post(known, other))
        bring_in(client, "workforce", a_list(a_row("7", "Bo")), **self.whole(trust))
        assert [ended for _, _, ended in posts(other)] == [None]

    def test_it_needs_its_agency_and_no_other(self, client, trust):
        saved(an_agency(name="Police"))
        shown = look_at(client, "workforce", a_list(a_row(agency="Police")), **self.whole(trust))
        assert (
            listed(client.get(shown).text)[0][2]
            == "This is the list of Health trust, and the row names another"
        )


class TestLead:
    @pytest.fixture(autouse=True)
    def lead(self, client, trust):
        client.sign_in(someone(Role.AGENCY_LEAD, agency=trust))

    def test_brings_in_the_list_of_their_own_agency(self, client, trust):
        bring_in(client, "workforce", a_list(a_row(agency="")), agency=trust.id)
        assert ("Amira Khan", "Health visitor", None) in posts(trust)

    def test_is_offered_no_other_agency_and_no_other_list(self, client, trust):
        page = client.get("/imports/workforce/upload").text
        assert "Police" not in page
        assert "Each row names its agency" not in page
        assert client.get("/imports/schools/upload").status_code == 403

    def test_changes_nothing_of_somebody_whom_only_others_know(self, client, trust):
        other = saved(an_agency(name="Police"))
        known = saved(a_person(given_name="Amira", family_name="Khan", email="a@nhs.example", phone="1"))
        saved(a_post(known, other))
        bring_in(
            client,
            "workforce",
            a_list(a_row(email="a@nhs.example", phone="01904 1", family="X")),
            agency=trust.id,
        )
        assert posts(other) == [("Amira Khan", "Family worker", None)]
        assert db.session.scalar(select(func.count()).where(Post.person_id == known.id)) == 2

    def test_does_not_see_the_files_of_others(self, client, trust):
        lead = someone(Role.AGENCY_LEAD, agency=saved(an_agency(name="Police")))
        shown = look_at(client, "workforce", a_list(a_row(agency="")), agency=trust.id)
        client.sign_in(lead)
        assert client.get(shown).status_code == 404
        assert "list.csv" not in client.get("/imports").text
