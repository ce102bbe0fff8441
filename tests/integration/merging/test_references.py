"""Every column that names a person is known, and a merge knows what to do with each."""

from portal.kernel.db import Model
from portal.merging.references import list_references
from portal.people.models import Person


def test_every_foreign_key_to_a_person_is_found(app):
    named = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is Person.__table__
        for column in [key.parent]
    }
    assert {one.name for one in list_references()} == named
    assert {"booking.person_id", "account.person_id", "person.merged_into_id"} <= named


def test_where_a_person_may_stand_only_once_a_rule_says_what_happens(app):
    """A new table whose unique constraint names a person: give its room a `MergeRule` for it."""
    silent = [
        one.name
        for one in list_references()
        if one.uniques and not (one.rule.clash or one.rule.settle or one.rule.stays)
    ]
    assert not silent


def test_no_rule_speaks_of_a_column_that_is_gone(app):
    known = {one.name for one in list_references()}
    offered = {rule.column for offer in app.extensions["slices"].providers("merge_rules") for rule in offer()}
    assert offered <= known


def test_a_rule_that_notes_rows_can_restore_them(app):
    rule = next(one.rule for one in list_references() if one.name == "booking.person_id")
    assert rule.settle is not None
    assert rule.restore is not None
