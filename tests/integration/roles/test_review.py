from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.errors import Forbidden, NotFound
from portal.roles import services
from portal.roles.domain import Decision, FromTheRoster, NotHeld, ReviewGrants
from tests.factories import a_person, a_post, a_role, a_school, actor_of, an_agency, saved, someone
from tests.integration.roles.cast import REASON, a_colleague, logged, signed_in, the_grant_of

LATELY = date(2026, 2, 1)
SOON = date(2025, 9, 10)


def review(client, decision, *grants, **more):
    ticked = "&".join(f"grant={grant.id}" for grant in grants)
    return client.submit(f"/roles/reviews/{decision}?{ticked}", **more)


class TestListReviews:
    def test_lists_what_is_overdue_soon_or_without_a_post_and_nothing_else(self, client):
        signed_in(client)
        for name, since in (("Overdue", date(2025, 3, 1)), ("Soon", SOON), ("Lately", LATELY)):
            saved(a_role(a_colleague(family_name=name), Role.TRAINER, starts_on=since))
        gone = saved(a_person(family_name="Gone"))
        saved(a_post(gone, saved(an_agency()), ended_on=date(2026, 3, 2)))
        saved(a_role(gone, Role.TRAINER, starts_on=LATELY))
        page = client.get("/roles/reviews").text
        assert [name in page for name in ("Overdue", "Sam Soon", "Sam Gone", "Sam Lately")] == [
            *(True, True, True, False)
        ]
        assert "Post ended" in page
        only = client.get("/roles/reviews?due=left").text
        assert ["Sam Gone" in only, "Sam Soon" in only] == [True, False]

    def test_filters_by_role_and_agency(self, client):
        signed_in(client)
        agency = saved(an_agency(name="Harbour Trust"))
        saved(a_role(a_colleague(agency, family_name="Harbour"), Role.TRAINER))
        saved(a_role(a_colleague(family_name="Inland"), Role.AUDITOR))
        for asked, seen in (("agency=harbour", "Sam Harbour"), ("role=auditor", "Sam Inland")):
            page = client.get(f"/roles/reviews?{asked}").text
            assert [name for name in ("Sam Harbour", "Sam Inland") if name in page] == [seen]

    def test_a_confirmed_role_is_off_the_list_for_half_a_year(self, client, at):
        signed_in(client)
        person = a_colleague(family_name="Kept")
        grant = saved(a_role(person, Role.TRAINER))
        answer = client.follow(review(client, "keep", grant, reason="Still teaches"))
        assert "1 role confirmed" in answer.text
        assert "Sam Kept" not in answer.text
        assert the_grant_of(person).reviewed_on == clock.today()
        (entry,) = logged("review_role")
        assert (entry.reason, entry.details["before"], entry.details["after"]) == (
            *("Still teaches", None),
            "2026-03-03",
        )
        at(clock.now() + timedelta(weeks=26))
        assert "Sam Kept" in client.get("/roles/reviews").text

    def test_somebody_elses_review_has_no_box(self, client):
        signed_in(client)
        saved(a_role(a_colleague(family_name="Above"), Role.SAFEGUARDING_LEAD))
        page = client.get("/roles/reviews").text
        assert "Sam Above" in page
        assert "Somebody else reviews this role" in page


class TestReview:
    def test_several_end_together_with_a_reason(self, client):
        signed_in(client)
        people = [a_colleague(), a_colleague()]
        grants = [saved(a_role(person, Role.TRAINER)) for person in people]
        assert "Enter the reason why these roles end" in review(client, "end", *grants).text
        assert review(client, "end", *grants, reason=REASON).status_code == 302
        assert {the_grant_of(person).ended_reason for person in people} == {REASON}

    def test_a_champion_is_confirmed_here_and_stood_down_on_the_roster(self, client):
        signed_in(client)
        grant = saved(a_role(a_colleague(), Role.CHAMPION, school_id=saved(a_school()).id))
        assert "page of their school" in review(client, "end", grant, reason=REASON).text
        assert review(client, "keep", grant).status_code == 302

    def test_all_or_none(self):
        actor = actor_of(someone(), Role.COORDINATOR)
        mine = saved(a_role(a_colleague(), Role.TRAINER))
        wrong = {
            saved(a_role(a_colleague(), Role.TRAINING_LEAD)).id: Forbidden,
            saved(a_role(a_colleague(), Role.TRAINER, ends_on=date(2026, 3, 1))).id: NotHeld,
            987_654_321: NotFound,
        }
        for other, refusal in wrong.items():
            command = ReviewGrants(grant_ids=(mine.id, other), decision=Decision.KEEP)
            with pytest.raises(refusal):
                services.review_grants(actor, command)
        assert mine.reviewed_on is None

    def test_a_champion_does_not_end_here(self):
        actor = actor_of(someone(), Role.COORDINATOR)
        grant = saved(a_role(a_colleague(), Role.CHAMPION, school_id=saved(a_school()).id))
        with pytest.raises(FromTheRoster):
            services.review_grants(
                actor, ReviewGrants(grant_ids=(grant.id,), decision=Decision.END, reason=REASON)
            )

    def test_nothing_ticked_and_nothing_known(self, client):
        signed_in(client)
        assert "No role is chosen" in client.get("/roles/reviews/keep?grant=x&grant=9999999999999999999").text
        assert client.get("/roles/reviews/perhaps").status_code == 404
        with pytest.raises(services.NothingChosen):
            services.review_grants(
                actor_of(someone(), Role.COORDINATOR), ReviewGrants(grant_ids=(), decision=Decision.KEEP)
            )


class TestHomePage:
    def test_a_card_says_how_many_wait_for_whom(self, client):
        agency = saved(an_agency())
        lead = someone(Role.AGENCY_LEAD, agency=agency)
        saved(a_role(a_colleague(agency), Role.LINE_MANAGER))
        saved(a_role(a_colleague(), Role.LINE_MANAGER))
        client.sign_in(lead)
        assert "1 role to review" in client.get("/").text
        # The lead's own grant is the coordinator's to review, as are both managers'.
        signed_in(client)
        assert "3 roles to review" in client.get("/").text
        signed_in(client, Role.PRACTITIONER)
        assert "to review" not in client.get("/").text
