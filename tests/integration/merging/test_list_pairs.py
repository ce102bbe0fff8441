"""The queue: what waits, most likely first."""

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.merging.domain import FoundBy, PairState
from portal.merging.models import PossibleDuplicate
from tests.factories import a_person, saved, someone
from tests.factories_merging import a_colleague, a_pair
from tests.support.client import recorded_statements
from tests.support.pages import errors_on


@pytest.fixture
def queue(coordinator):
    a_pair(saved(a_person(given_name="Bob")), likelihood=60)
    a_pair(saved(a_person(given_name="Zoe")), likelihood=90, found_by=FoundBy.NIGHTLY)
    decided = {"state": PairState.DIFFERENT, "decided_at": clock.now(), "decided_reason": "Twins"}
    return a_pair(saved(a_person(given_name="Tom")), **decided)


def test_shows_the_most_likely_first_and_nothing_decided(client, queue):
    page = client.get("/duplicates").text
    assert 0 < page.index("Zoe") < page.index("Bob")
    assert "Tom" not in page


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ("state=different", "Tom", "Zoe"),
        ("found-by=nightly", "Zoe", "Bob"),
        ("name=bob", "Bob", "Zoe"),
        ("state=nonsense", "Zoe", "Tom"),
    ],
)
def test_filters(client, queue, asked, shown, hidden):
    page = client.get(f"/duplicates?{asked}").text
    assert shown in page
    assert hidden not in page


def test_hides_a_pair_while_one_of_them_is_merged(client, queue):
    gone = a_pair(saved(a_person(given_name="Gone", merged_into_id=queue.first_id)))
    assert "Gone" not in client.get("/duplicates").text
    assert client.get(f"/duplicates/{gone.id}").status_code == 200


def test_costs_the_same_for_few_and_many(client, coordinator):
    def count() -> int:
        with recorded_statements() as statements:
            client.get("/duplicates")
        return len(statements)

    a_pair()
    few = count()
    for _ in range(40):
        a_pair()
    assert count() == few


class TestHome:
    def test_says_how_many_wait(self, client, queue):
        assert "Decide about 2 possible duplicates" in client.get("/").text

    def test_says_nothing_to_others(self, client, queue):
        client.sign_in(someone(Role.TRAINING_LEAD))
        assert "duplicate" not in client.get("/").text


class TestTellApart:
    def test_needs_a_reason_and_keeps_it(self, client, coordinator, pair):
        page = f"/duplicates/{pair.id}/two-people"
        assert errors_on(client.submit(page).text) == ["Say how you know that they are two people"]
        client.follow(client.submit(page, reason="Mother and daughter"))
        row = db.session.get(PossibleDuplicate, pair.id)
        assert (row.state, row.decided_reason) == (PairState.DIFFERENT, "Mother and daughter")
        assert "Mother and daughter" in client.get(f"/duplicates/{pair.id}").text

    def test_is_said_once(self, client, coordinator, pair):
        page = f"/duplicates/{pair.id}/two-people"
        client.follow(client.submit(page, reason="Twins"))
        assert errors_on(client.submit(page, reason="Twins").text) == [
            "Somebody else has decided about these two in the meantime"
        ]

    def test_a_missing_pair(self, client, coordinator):
        assert client.get("/duplicates/999999/two-people").status_code == 404


class TestReport:
    def test_puts_the_pair_on_top(self, client, coordinator, kept, lost):
        answers = {"reference": kept.reference, "other": lost.reference.lower(), "why": "She told me"}
        page = client.follow(client.submit("/duplicates/report", **answers)).text
        assert "She told me" in page
        assert db.session.query(PossibleDuplicate).one().found_by is FoundBy.PERSON

    def test_refuses_the_same_pair_twice(self, client, coordinator, pair, kept, lost):
        answers = {"reference": lost.reference, "other": kept.reference, "why": "Again"}
        assert errors_on(client.submit("/duplicates/report", **answers).text) == [
            "Somebody was asked about these two before"
        ]

    def test_refuses_one_person(self, client, coordinator, kept):
        answers = {"reference": kept.reference, "other": kept.reference, "why": "Me"}
        assert errors_on(client.submit("/duplicates/report", **answers).text) == [
            "These are the same person already"
        ]

    def test_refuses_a_reference_of_nobody(self, client, coordinator, kept):
        answers = {"reference": kept.reference, "other": "YRK-0", "why": "Me"}
        assert errors_on(client.submit("/duplicates/report", **answers).text) == [
            "There is no person with this reference"
        ]

    def test_a_lead_learns_nothing_of_other_agencies(self, client, kept):
        account = someone(Role.AGENCY_LEAD)
        client.sign_in(account)
        own = a_colleague()
        answers = {"reference": own.reference, "other": kept.reference, "why": "Same"}
        assert "There is no person with this reference" in errors_on(
            client.submit("/duplicates/report", **answers).text
        )


class TestExport:
    @pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
    def test_the_page_offers_each_kind_with_its_filters(self, client, queue, ending):
        page = client.get("/duplicates?found-by=nightly").text
        assert f"/duplicates.{ending}?found-by=nightly" in page
        assert client.get(f"/duplicates.{ending}?found-by=nightly").status_code == 200

    def test_holds_what_is_shown_in_the_same_order(self, client, queue):
        head, first, second = client.get("/duplicates.csv").text.splitlines()
        assert head.lstrip("\ufeff").startswith("Reference,Name,Other reference,Other name,Why")
        assert "Zoe" in first
        assert "Bob" in second
        (_, only) = client.get("/duplicates.csv?state=different").text.splitlines()
        assert "Tom" in only

    def test_a_lead_gets_their_own_agencys_pairs_alone(self, client, queue):
        client.sign_in(someone(Role.AGENCY_LEAD))
        assert len(client.get("/duplicates.csv").text.splitlines()) == 1

    def test_others_get_nothing(self, client, queue):
        client.sign_in(someone(Role.LINE_MANAGER))
        assert client.get("/duplicates.csv").status_code == 403
