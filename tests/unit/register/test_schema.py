"""What a cell may say, and what a file would change."""

from datetime import date

import pytest

from audits.register.changes import RegisterRow, Stored, changes_of, differences, new_links
from audits.register.domain import AssessmentStatus, LinkKind
from audits.register.reading import TextRow
from audits.register.schema import Known, people_named, read_rows

KNOWN = Known(
    areas={"east": 1, "west": 2},
    agencies={"hob moor primary": 7},
    people={"YRK-1": 11, "YRK-2": 12},
    levels={"1": 1, "2": 2, "3": 3, "4": 4, "complex needs": 3, "3 – complex needs": 3},
    today=date(2026, 3, 3),
)
GOOD = {
    "reference": "feha-0001",
    "local_area": "EAST",
    "agency": "Hob Moor  Primary",
    "level": "Level 2",
    "opened_on": "03/02/2026",
}


def read(*rows):
    return read_rows([TextRow(number, GOOD | cells) for number, cells in enumerate(rows, 2)], KNOWN)


def test_reads_a_row_in_the_registers_own_terms():
    (row,), problems = read({"lead_practitioner": "yrk-1", "taf": "YRK-2 | yrk-1", "repeat_entry": "Yes"})
    assert not problems
    assert row.reference == "FEHA-0001"
    assert row.links == {LinkKind.TAF: {11, 12}}
    assert row.values == {
        "local_area_id": 1,
        "agency_id": 7,
        "level": 2,
        "opened_on": date(2026, 2, 3),
        "lead_practitioner_id": 11,
        "is_repeat_entry": True,
    }


@pytest.mark.parametrize("typed", ["2026-02-03", "03/02/2026", "3/2/2026"])
def test_both_ways_to_write_a_date(typed):
    (row,), _ = read({"opened_on": typed})
    assert row.values["opened_on"] == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("reference", "", "Enter a reference"),
        ("reference", "Smith family", "A reference is letters and numbers"),
        ("reference", "=1+1", "A reference is letters and numbers"),
        ("local_area", "", "Enter a Local Area Team"),
        ("local_area", "Mars", "There is no Local Area Team called “Mars”"),
        ("agency", "Nobody Ltd", "There is no agency called “Nobody Ltd”"),
        ("level", "5", "A level is one of 1, 2, 3 and 4"),
        ("level", "two", "A level is one of 1, 2, 3 and 4"),
        ("level", "²", "A level is one of 1, 2, 3 and 4"),
        ("opened_on", "", "Enter the date it was opened"),
        ("opened_on", "3 Feb 2026", "Write the date as 2026-03-03 or 03/03/2026"),
        ("opened_on", "03/02/26", "Write the date as 2026-03-03 or 03/03/2026"),
        ("opened_on", "31/02/2026", "There is no such day as 31/02/2026"),
        ("opened_on", "2026-03-04", "The date is in the future"),
        ("opened_on", "1026-03-04", "The date is before 2000"),
        ("closed_on", "2026-01-01", "The closing date is before the opening date"),
        ("lead_practitioner", "Jo Brown", "There is no person with the reference “JO”"),
        ("lead_practitioner", "YRK-1 YRK-2", "Enter one person reference"),
        ("taf", "YRK-1 YRK-9", "There is no person with the reference “YRK-9”"),
        ("status", "pending", "A status is open or closed"),
        ("on_hold", "perhaps", "Write yes or no"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(column, cell, says):
    _, (problem,) = read({}, {"reference": "FEHA-0002", column: cell})
    assert (problem.row, problem.column) == (3, column)
    assert problem.reason.startswith(says)


def test_a_reference_may_stand_once():
    _, (problem,) = read({}, {"reference": "FEHA-0002"}, {})
    assert (problem.row, problem.column) == (4, "reference")
    assert problem.reason == "FEHA-0001 is in row 2 already"


@pytest.mark.parametrize(
    ("cells", "status", "says"),
    [
        ({}, None, None),
        ({"closed_on": ""}, AssessmentStatus.OPEN, None),
        ({"closed_on": "2026-03-01"}, AssessmentStatus.CLOSED, None),
        ({"status": "closed"}, AssessmentStatus.CLOSED, None),
        ({"closed_on": "", "status": "closed"}, None, "This row is closed and has no closing date"),
        ({"closed_on": "2026-03-01", "status": "open"}, None, "This row is open and has a closing date"),
    ],
)
def test_status_and_closing_date_agree(cells, status, says):
    (row,), problems = read(cells)
    assert [problem.reason for problem in problems] == ([says] if says else [])
    assert says or row.values.get("status") == status


def test_names_every_person_to_look_up():
    rows = [TextRow(2, {"lead_practitioner": "a-1", "taf": "b-2, c-3", "team": "d-4"})]
    assert people_named(rows) == {"A-1", "B-2", "C-3"}


class TestChanges:
    STORED = Stored(5, {"level": 2, "team": "North"}, {LinkKind.TAF: frozenset({11})})

    def changes(self, reference="FEHA-1", values=None, links=None):
        return changes_of([RegisterRow(reference, values or {}, links or {})], {"FEHA-1": self.STORED})

    def test_the_same_row_changes_nothing(self):
        changes = self.changes(values={"level": 2}, links={LinkKind.TAF: frozenset({11})})
        assert (changes.added, changes.changed, changes.unchanged) == ((), (), 1)

    def test_a_new_reference_is_added(self):
        assert [row.reference for row in self.changes("FEHA-2").added] == ["FEHA-2"]

    @pytest.mark.parametrize(
        ("values", "links"),
        [({"level": 3}, {}), ({}, {LinkKind.AUTHOR: frozenset({11})}), ({}, {LinkKind.TAF: frozenset({12})})],
    )
    def test_any_difference_is_a_change(self, values, links):
        ((stored, row),) = self.changes(values=values, links=links).changed
        assert differences(stored, row) == values | {kind.value: people for kind, people in links.items()}

    def test_people_only_join(self):
        changes = self.changes(links={LinkKind.TAF: frozenset()})
        assert (changes.changed, changes.unchanged) == ((), 1)
        joined = new_links(self.STORED, RegisterRow("F", {}, {LinkKind.TAF: frozenset({11, 12})}))
        assert joined == {LinkKind.TAF: {12}}

    @pytest.mark.parametrize(
        ("now", "kept"), [(8, {}), (9, {LinkKind.LED: {8}}), (None, {LinkKind.LED: {8}})]
    )
    def test_a_former_lead_is_kept(self, now, kept):
        stored = Stored(5, {"lead_practitioner_id": 8}, {})
        assert new_links(stored, RegisterRow("F", {"lead_practitioner_id": now})) == kept
        assert new_links(stored, RegisterRow("F", {})) == {}


@pytest.mark.parametrize("typed", ["3", "Level 3", "level  3", "Complex needs", "Level 3 – Complex needs"])
def test_a_level_is_known_by_number_and_by_name(typed):
    (row,), problems = read({"level": typed})
    assert not problems
    assert row.values["level"] == 3
