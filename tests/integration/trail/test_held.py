"""Every column that names a person is in what they are given, or is left out with a reason they can read."""

from __future__ import annotations

from portal.kernel.db import Model
from portal.trail.documents import declared

PEOPLE = {"person", "account"}


def columns_that_name_people() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name in PEOPLE for key in column.foreign_keys)
    }


def test_every_column_that_names_a_person_is_accounted_for(app):
    del app
    held, left_out = declared()
    told = [name for one in (*held, *left_out) for name in one.covers]
    assert sorted(columns_that_name_people() - set(told)) == []
    assert set(told) <= columns_that_name_people()
    assert len(told) == len(set(told))


def test_whatever_is_left_out_says_why(app):
    del app
    _, left_out = declared()
    assert all(len(one.why) > 20 for one in left_out)


def test_every_section_can_be_asked_for(app):
    del app
    held, _ = declared()
    for one in held:
        assert one.select(1).selected_columns, one.title
