"""Managers whom a list names: of the same agency, and never in a circle."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.db import db
from portal.people.models import Person, Post
from tests.integration.imports.steps import apply, bring_in, look_at
from tests.integration.imports.test_workforce import a_list, a_row, reason, trust

__all__ = ["trust"]


class TestManagers:
    def managers(self):
        rows = db.session.execute(
            select(Person.given_name, Post.manager_id).join(Post, Post.person_id == Person.id)
        )
        names = dict(db.session.execute(select(Person.id, Person.given_name)).all())
        return {name: names.get(manager_id) for name, manager_id in rows if name in {"Amira", "Bo", "Cy"}}

    def test_whoever_closes_a_circle_is_refused(self, client):
        rows = [
            a_row(manager="2"),
            a_row("2", "Bo", "Lee", manager="3"),
            a_row("3", "Cy", "Day", manager="1"),
        ]
        says = reason(client, look_at(client, "workforce", a_list(*rows)))
        assert "The manager “1” would answer to this person" in says

    def test_a_circle_with_the_register_is_refused(self, client):
        bring_in(client, "workforce", a_list(a_row(manager="2"), a_row("2", "Bo", "Lee")))
        shown = look_at(client, "workforce", a_list(a_row("2", "Bo", "Lee", manager="1")))
        assert "would answer to this person" in reason(client, shown)

    def test_a_list_may_turn_a_team_round_whatever_the_order(self, client):
        bring_in(
            client, "workforce", a_list(a_row(manager="2"), a_row("2", "Bo", "Lee"), a_row("3", "Cy", "Day"))
        )
        turned = [a_row("2", "Bo", "Lee", manager="1"), a_row(manager="3"), a_row("3", "Cy", "Day")]
        bring_in(client, "workforce", a_list(*turned))
        assert self.managers() == {"Amira": "Cy", "Bo": "Amira", "Cy": None}

    def test_an_address_and_a_number_mean_the_same_colleague(self, client):
        rows = [a_row(email="a@nhs.example", manager="2"), a_row("2", "Bo", "Lee", manager="a@nhs.example")]
        assert "would answer" in reason(client, look_at(client, "workforce", a_list(*rows)))

    def test_nobody_is_their_own_by_their_address(self, client):
        bring_in(client, "workforce", a_list(a_row(email="a@nhs.example", manager="a@nhs.example")))
        assert self.managers() == {"Amira": None}

    @pytest.mark.parametrize("known", [True, False])
    def test_one_of_another_agency_is_left_out_and_told(self, client, known):
        other = a_row("2", "Bo", "Lee", agency="Council")
        if known:
            bring_in(client, "workforce", a_list(other))
        rows = [a_row(manager="2")] if known else [a_row(manager="2"), other]
        shown = look_at(client, "workforce", a_list(*rows))
        assert "does not work for Health trust: left as it is" in client.get(f"{shown}?show=added").text
        apply(client, shown)
        assert self.managers()["Amira"] is None

    def test_who_comes_to_the_agency_by_the_same_list_may_manage_there(self, client):
        bring_in(client, "workforce", a_list(a_row("2", "Bo", "Lee", agency="Council")))
        bring_in(client, "workforce", a_list(a_row(manager="2"), a_row("2", "Bo", "Lee")))
        assert self.managers()["Amira"] == "Bo"
