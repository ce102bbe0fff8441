from __future__ import annotations

from datetime import date

from werkzeug.datastructures import MultiDict

from portal.kernel.access import Role
from tests.factories import a_role, a_school, saved
from tests.integration.roles.cast import REASON, a_colleague, logged, signed_in, the_grant_of, the_person
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on, parse, words_of

LATER = date(2026, 3, 20)


def change(client, grant, **more):
    return client.submit(f"/roles/{grant.id}/change", **{"reason": REASON, **more})


class TestChange:
    def test_a_role_gets_a_last_day_and_loses_it(self, client):
        signed_in(client)
        person = a_colleague()
        grant = saved(a_role(person, Role.TRAINER))
        assert change(client, grant, ends_on=LATER).status_code == 302
        assert the_grant_of(person).ends_on == LATER
        (entry,) = logged("change_role")
        assert entry.details["before"] == ["2020-01-01", None]
        assert entry.details["after"] == ["2020-01-01", "2026-03-20"]
        assert entry.reason == REASON
        empty = {"ends_on-day": "", "ends_on-month": "", "ends_on-year": ""}
        assert change(client, grant, answers=empty).status_code == 302
        assert the_grant_of(person).ends_on is None

    def test_a_role_that_has_not_begun_may_begin_on_another_day(self, client):
        signed_in(client)
        person = a_colleague()
        grant = saved(a_role(person, Role.TRAINER, starts_on=LATER))
        assert change(client, grant, starts_on=date(2026, 3, 10)).status_code == 302
        assert the_grant_of(person).starts_on == date(2026, 3, 10)


class TestRefuses:
    def test_another_first_day_for_what_has_begun(self, client):
        signed_in(client)
        grant = saved(a_role(a_colleague(), Role.TRAINER))
        answer = change(client, grant, starts_on=LATER)
        assert errors_on(answer.text) == ["This role has begun, so its first day stays as it is"]

    def test_a_last_day_that_has_passed_or_comes_before_the_first(self, client):
        signed_in(client)
        grant = saved(a_role(a_colleague(), Role.TRAINER))
        answer = change(client, grant, ends_on=date(2026, 3, 2))
        assert errors_on(answer.text) == ["The last day must be today or later"]
        coming = saved(a_role(a_colleague(), Role.TRAINER, starts_on=LATER))
        answer = change(client, coming, ends_on=date(2026, 3, 19))
        assert errors_on(answer.text) == ["The last day must be the first day or later"]

    def test_what_would_touch_another_grant_of_the_same(self, client):
        signed_in(client)
        person = a_colleague()
        first = saved(a_role(person, Role.TRAINER, ends_on=date(2026, 3, 10)))
        saved(a_role(person, Role.TRAINER, starts_on=date(2026, 3, 11)))
        assert "already holds this role" in change(client, first, ends_on=LATER).text

    def test_no_last_day_of_an_administrator_while_another_can_sign_in(self, client):
        signed_in(client, Role.ADMINISTRATOR)
        person = a_colleague()
        saved(a_role(person, Role.ADMINISTRATOR))
        # The other can sign in and stays; this one has no account, so it is not counted.
        assert change(client, the_grant_of(person), ends_on=LATER).status_code == 302

    def test_what_has_ended(self, client):
        signed_in(client)
        grant = saved(a_role(a_colleague(), Role.TRAINER, ends_on=date(2026, 3, 2)))
        assert errors_on(change(client, grant).text) == ["This role has already ended"]


class TestWhoMayNot:
    def test_the_holder_and_who_may_not_give_it(self, client):
        account = signed_in(client)
        own = saved(a_role(the_person(account), Role.TRAINER))
        above = saved(a_role(a_colleague(), Role.TRAINING_LEAD))
        for grant in (own, above):
            assert client.get(f"/roles/{grant.id}/change").status_code == 403

    def test_champions_who_come_from_the_roster(self, client):
        signed_in(client)
        grant = saved(a_role(a_colleague(), Role.CHAMPION, school_id=saved(a_school()).id))
        answer = client.get(f"/roles/{grant.id}/change")
        assert answer.status_code == 409
        assert "appointed and stood down on the page of their school" in answer.text

    def test_a_missing_grant(self, client):
        signed_in(client)
        assert client.get("/roles/987654321/change").status_code == 404


def test_of_two_who_change_one_role_the_second_sees_the_first(client):
    signed_in(client)
    person = a_colleague()
    grant = saved(a_role(person, Role.TRAINER))
    url = f"/roles/{grant.id}/change"
    opened = fill(find_form(client.get(url).text, url, "main form[method=post]"), url, {"reason": "Mine"})
    assert change(client, grant, ends_on=LATER).status_code == 302
    page = parse(client.post(url, data=MultiDict(opened.pairs)).text)
    assert "Somebody else saved this page" in words_of(page.select_one(".govuk-error-summary"))
    assert "20 March 2026" in words_of(page.select_one("section.govuk-inset-text"))
    assert page.select_one("#reason").text.strip() == "Mine"
    assert the_grant_of(person).ends_on == LATER
