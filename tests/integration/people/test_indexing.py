"""The index of names follows every change of a name, in the same transaction."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from portal.kernel.bulk import add_rows_for_ids
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import Conflict
from portal.people import checks, indexing, jobs
from portal.people.domain import SearchKind
from portal.people.models import Agency, Person, SearchEntry, SearchKey
from tests.factories import a_person, a_school, an_agency, saved


def words_of(kind: SearchKind, subject_id: int) -> set[str]:
    return set(
        db.session.scalars(
            select(SearchEntry.word).where(SearchEntry.kind == kind, SearchEntry.subject_id == subject_id)
        )
    )


def breaches() -> list[str]:
    return [breach for check in checks.CHECKS for breach in check.find()]


class TestTheSession:
    def test_files_a_new_person_under_both_names(self) -> None:
        person = saved(a_person(given_name="Zoë", family_name="O’Neill"))
        assert words_of(SearchKind.PERSON, person.id) == {"zoe", "oneill", "neill"}

    def test_files_a_renamed_person_anew(self) -> None:
        person = saved(a_person(given_name="Sam", family_name="Smith"))
        person.family_name = "Wójcik"
        db.session.commit()
        assert words_of(SearchKind.PERSON, person.id) == {"sam", "wojcik"}
        assert person.search_name == "sam wojcik"

    def test_forgets_a_deleted_person(self) -> None:
        person = saved(a_person())
        db.session.delete(person)
        db.session.commit()
        assert not words_of(SearchKind.PERSON, person.id)

    def test_files_a_school_under_its_name_and_number(self) -> None:
        school = saved(a_school(agency=saved(an_agency(name="Acomb Primary"))))
        assert words_of(SearchKind.SCHOOL, school.id) == {"acomb", "primary", str(school.urn)}

    def test_leaves_no_trace_of_what_was_rolled_back(self) -> None:
        saved(an_agency(name="Here"))
        with pytest.raises(Conflict), unit_of_work():
            db.session.add_all([an_agency(name="Gone Again"), an_agency(name="Here")])
        assert db.session.scalar(select(SearchEntry.word).where(SearchEntry.word == "gone")) is None


class TestBulk:
    def test_rows_written_past_the_session_are_filed_by_one_call(self) -> None:
        names = [f"Agency of {word}" for word in ("Health", "Housing", "Health Visiting")]
        ids = add_rows_for_ids(Agency, [{"name": name, "kind": "health"} for name in names])
        assert len(breaches()) == 3
        indexing.index(SearchKind.AGENCY, zip(ids, names, strict=True))
        assert words_of(SearchKind.AGENCY, ids[2]) == {"agency", "of", "health", "visiting"}
        assert not breaches()

    def test_filing_twice_changes_nothing(self) -> None:
        agency = saved(an_agency(name="Northside Health"))
        indexing.index(SearchKind.AGENCY, [(agency.id, agency.name)] * 2)
        assert words_of(SearchKind.AGENCY, agency.id) == {"northside", "health"}

    def test_batches_add_up(self, monkeypatch) -> None:
        monkeypatch.setattr(indexing, "BATCH", 2)
        people = [saved(a_person(family_name=f"Tester{letter}")) for letter in "abcde"]
        db.session.execute(delete(SearchEntry))
        assert indexing.index_all() == 5
        assert all(words_of(SearchKind.PERSON, one.id) for one in people)

    def test_what_is_gone_is_forgotten(self) -> None:
        gone = saved(a_person()).id
        db.session.execute(delete(Person))
        assert breaches() == [f"Person {gone} is still found and is not there"]
        indexing.forget(SearchKind.PERSON, [gone])
        assert not breaches()


class TestChecks:
    def test_see_a_name_that_was_changed_behind_the_index(self) -> None:
        person = saved(a_person())
        db.session.execute(update(Person).values(family_name="Otherwise"))
        assert breaches() == [
            f"Person {person.id} is not found by its name as it is now",
            f"Person {person.id} is sorted by a name they do not have",
        ]

    def test_see_a_word_out_of_reach(self) -> None:
        saved(a_person(given_name="Sam", family_name="Smith"))
        db.session.execute(delete(SearchKey).where(SearchKey.word == "smith"))
        assert breaches() == ["A word of 5 letters has no keys, so nobody is found by it"]


def test_a_word_that_nobody_has_any_more_is_gone_by_morning() -> None:
    person = saved(a_person(family_name="Unusual"))
    person.family_name = "Blanked"
    db.session.commit()
    jobs.tidy_search_index()
    jobs.tidy_search_index()
    assert set(db.session.scalars(select(SearchKey.word))) == {"sam", "blanked"}


def test_the_command_mends_what_was_written_past_the_portal(app) -> None:
    saved(a_person())
    db.session.execute(delete(SearchEntry))
    db.session.execute(delete(SearchKey))
    answer = app.test_cli_runner().invoke(args=["people", "index"])
    assert answer.exit_code == 0
    assert "1 name filed" in answer.stderr
    assert not breaches()
