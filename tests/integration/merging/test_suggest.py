from itertools import pairwise

import pytest

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM
from portal.kernel.db import db
from portal.merging import finding, jobs, services
from portal.merging.domain import FoundBy, PairState, Suggestion
from portal.merging.finding import find_duplicates
from portal.merging.models import PossibleDuplicate
from tests.factories import a_person, a_post, an_agency, saved
from tests.factories_merging import a_colleague, a_pair
from tests.factories_partnership import a_part
from tests.support.client import recorded_statements


@pytest.fixture
def agency():
    return saved(an_agency())


def suggestion(one, other, **given) -> Suggestion:
    return Suggestion(
        **{"person_id": one.id, "other_id": other.id, "why": "Same name", "found_by": FoundBy.IMPORT, **given}
    )


def pairs() -> list[tuple[int, int]]:
    rows = db.session.query(PossibleDuplicate).order_by(PossibleDuplicate.id)
    return [(row.first_id, row.second_id) for row in rows]


def test_asks_about_a_pair_once_however_it_is_named():
    one, other = saved(a_person()), saved(a_person())
    assert services.suggest([suggestion(other, one), suggestion(one, other, likelihood=80)]) == 1
    assert services.suggest([suggestion(one, other)]) == 0
    row = db.session.query(PossibleDuplicate).one()
    assert (row.first_id, row.second_id, row.likelihood, row.state) == (one.id, other.id, 80, PairState.OPEN)


@pytest.mark.parametrize("state", [PairState.DIFFERENT, PairState.UNDONE])
def test_does_not_ask_again_what_was_decided(state):
    pair = a_pair(state=state, decided_at=clock.now(), decided_reason="Father and son")
    assert services.suggest([Suggestion(pair.first_id, pair.second_id, "Same name", FoundBy.NIGHTLY)]) == 0
    assert db.session.query(PossibleDuplicate).one().state is state


def test_asks_about_the_person_who_stands_for_one_who_was_merged():
    kept, other = saved(a_person()), saved(a_person())
    merged = saved(a_person(merged_into_id=kept.id))
    assert services.suggest([suggestion(merged, other), suggestion(merged, kept)]) == 1
    assert pairs() == [(kept.id, other.id)]


def test_knows_nobody_who_is_not_there():
    assert services.suggest([Suggestion(1, 999_999, "Same name", FoundBy.IMPORT)]) == 0


def test_many_cost_as_many_statements_as_few():
    people = [saved(a_person()) for _ in range(30)]
    one, *many = [suggestion(people[0], other) for other in people[1:]]
    with recorded_statements() as for_one:
        services.suggest([one])
    with recorded_statements() as for_many:
        services.suggest(many)
    assert len(for_many) == len(for_one)
    assert db.session.query(PossibleDuplicate).count() == 29


class TestFindDuplicates:
    def test_finds_the_same_name_at_the_same_agency(self, agency):
        ann = a_colleague(agency, given_name="Ann", family_name="Pemberton")
        anne = a_colleague(agency, given_name="Anne", family_name="Pemberton")
        a_colleague(given_name="Ann", family_name="Pemberton")
        found = list(find_duplicates([anne.id], FoundBy.IMPORT))
        assert [one.pair for one in found] == [(ann.id, anne.id)]
        assert found[0].why == "Names one letter apart and same agency or school"

    def test_the_partnership_weighs_what_counts(self, agency):
        people = [a_colleague(agency, given_name="Ann", family_name="Pemberton") for _ in range(2)]
        a_part("rules.duplicates", same_agency=0)
        assert not list(find_duplicates([people[0].id], FoundBy.IMPORT))

    def test_asks_nothing_about_people_who_are_not_named(self, agency):
        for _ in range(2):
            a_colleague(agency, given_name="Ann", family_name="Pemberton")
        other = a_colleague(agency)
        assert not list(find_duplicates([other.id], FoundBy.IMPORT))

    def test_leaves_out_whoever_was_merged(self, agency):
        ann = a_colleague(agency, given_name="Ann", family_name="Pemberton")
        twin = a_colleague(agency, given_name="Ann", family_name="Pemberton")
        twin.merged_into_id = ann.id
        db.session.commit()
        assert not list(find_duplicates([ann.id, twin.id], FoundBy.IMPORT))

    def test_an_office_telephone_makes_nobody_a_twin(self):
        people = [a_colleague(phone="01904 555 000") for _ in range(4)]
        assert not list(find_duplicates([people[0].id], FoundBy.IMPORT))

    def test_a_shared_telephone_of_two_does(self):
        people = [a_colleague(phone=phone) for phone in ("01904 555 000", "+44 1904 555000")]
        assert [one.pair for one in find_duplicates([people[1].id], FoundBy.IMPORT)] == [
            (people[0].id, people[1].id)
        ]

    def test_reads_everybody_as_often_for_many_as_for_one(self, agency, monkeypatch):
        names = [f"Ann{'x' * number}" for number in range(9)]
        ids = [a_colleague(agency, given_name=name, family_name="Pemberton").id for name in names]
        monkeypatch.setattr(finding, "AT_ONCE", 2)
        with recorded_statements() as for_one:
            assert len(list(find_duplicates(ids[:1], FoundBy.IMPORT))) == 1
        with recorded_statements() as for_all:
            found = list(find_duplicates(ids, FoundBy.IMPORT))
        assert len(for_all) == len(for_one)
        assert sorted(one.pair for one in found) == list(pairwise(ids))

    def test_somebody_at_two_agencies_with_their_twin_is_asked_about_once(self, agency):
        ann = a_colleague(agency, given_name="Ann", family_name="Pemberton", phone="01904 555 000")
        twin = a_colleague(agency, given_name="Ann", family_name="Pemberton", phone="01904 555000")
        other = saved(an_agency())
        for person in (ann, twin):
            saved(a_post(person, other))
        (found,) = find_duplicates([ann.id, twin.id], FoundBy.IMPORT)
        assert found.why == "Same name, same agency or school and same phone number"


def test_the_nightly_search_looks_at_who_changed_and_may_run_twice(agency):
    changed = a_colleague(agency, given_name="Ann", family_name="Pemberton")
    a_colleague(agency, given_name="Ann", family_name="Pemberton")
    for _ in range(2):
        a_colleague(agency, given_name="Bo", family_name="Unchanged")
    activity.record(SYSTEM, "change_person", changed)
    db.session.commit()
    for _ in range(2):
        jobs.find_duplicates()
    row = db.session.query(PossibleDuplicate).one()
    assert (row.first_id, row.found_by) == (changed.id, FoundBy.NIGHTLY)
