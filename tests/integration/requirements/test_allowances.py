"""Exemptions and extensions: for one person, and for many at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.text import long_day
from portal.people.models import Person
from tests.factories import LONG_AGO, a_course, actor_of, saved, someone
from tests.integration.requirements.cast import a_requirement, a_worker, learned, settled, stands
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on
from training.requirements.domain import AllowanceKind
from training.requirements.domain.commands import Allow, OwnAllowance
from training.requirements.models import RequirementAllowance
from training.requirements.services import allowing


def on(field, day):
    return {f"{field}-{part}": getattr(day, part) for part in ("day", "month", "year")}


class TestAllowances:
    def test_whoever_has_longer_already_is_not_offered_again(self, client):
        course = saved(a_course())
        person, needed = a_worker(), a_requirement(course, valid_months=2, window_months=0)
        learned(person, course)
        client.sign_in(someone(Role.COORDINATOR))
        ahead = clock.today() + timedelta(days=300)
        assert "This concerns 1 person" in prolonged_for_many(client, needed, ahead)
        again = prolonged_for_many(client, needed, ahead, agrees=False)
        assert errors_on(again) == ["Nobody’s day lies between these two"]

    def test_newcomers_read_that_theirs_is_an_exception(self, client):
        person, needed = a_worker(started_on=clock.today()), a_requirement()
        client.sign_in(someone(Role.COORDINATOR))
        url, last = f"/people/{person.id}/requirements/{needed.id}/allow", clock.today() + timedelta(days=90)
        client.submit(url, answers=on("until", last), kind="extended", reason="Snow")
        page = client.get(f"/people/{person.id}/requirements").text
        assert f"By way of exception there is time until {long_day(last)}." in page

    def test_an_exemption_asks_nothing_until_it_is_ended(self, client):
        person, needed = a_worker(), a_requirement()
        client.sign_in(someone(Role.COORDINATOR))
        url = f"/people/{person.id}/requirements/{needed.id}/allow"
        client.submit(url, kind="exempt", reason="On secondment")
        assert stands(person, needed) == "exempt"
        given = db.session.scalars(select(RequirementAllowance)).one()
        client.submit(f"/people/{person.id}/requirements", form=f"form[action*='/allowances/{given.id}/end']")
        assert stands(person, needed) == "overdue"

    def test_nobody_allows_themself_anything(self, client):
        account, needed = someone(Role.COORDINATOR), a_requirement()
        url = f"/people/{account.person_id}/requirements/{needed.id}/allow"
        client.sign_in(account)
        assert url not in client.get("/my-requirements").text
        assert "Nobody exempts themself" in client.get(url).text
        own = Allow(
            person_id=account.person_id,
            requirement_id=needed.id,
            kind=AllowanceKind.EXEMPT,
            until=None,
            reason="So",
        )
        with pytest.raises(OwnAllowance):
            allowing.allow(actor_of(account, Role.COORDINATOR), own)

    def test_whoever_prolongs_for_many_is_left_out_and_told(self, client):
        account, other, needed = someone(Role.COORDINATOR), a_worker(), a_requirement()
        client.sign_in(account)
        page = prolonged_for_many(client, needed)
        assert "This concerns 1 person. You are left out: nobody gives themself longer." in page
        assert stands(other, needed) == "extended"
        assert stands(db.session.get_one(Person, account.person_id), needed) == "overdue"

    def test_many_are_prolonged_once_their_number_was_seen(self, client):
        people, needed = [a_worker() for _ in range(3)], a_requirement()
        client.sign_in(someone(Role.COORDINATOR))
        assert "This concerns 3 people.<" in prolonged_for_many(client, needed)
        assert stands(people[0], needed) == "extended"


def prolonged_for_many(client, needed, until=None, *, agrees=True) -> str:
    """Everybody is given a month; answers with the page that said how many that is, before it was done."""
    url, day = f"/training/requirements/{needed.id}/extend", until or clock.today() + timedelta(days=30)
    given = {**on("due_from", LONG_AGO), **on("due_to", day), **on("until", day)}
    page = client.submit(url, answers=given, reason="Snow").text
    if not agrees:
        return page
    assert not db.session.scalars(select(RequirementAllowance)).all()
    again = fill(find_form(page, url, "main form[method=post]"), url, {}, None)
    client.post(url, data=MultiDict(again.pairs))
    settled()
    return page
