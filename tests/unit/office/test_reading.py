"""What an office pastes or uploads becomes one line for each person, and nothing is lost."""

from __future__ import annotations

import io

import pytest

from portal.kernel.cells import FileRefused
from tests.support.workbooks import a_workbook
from training.office.domain import Line
from training.office.reading import read_file, read_pasted


def a_file(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Ann Lee", Line(1, "Ann Lee")),
        ("  Lee,  Ann ", Line(1, "Lee, Ann")),
        ("Ann Lee <Ann.Lee@School.example>", Line(1, "Ann Lee", "ann.lee@school.example")),
        ("ann.lee@school.example", Line(1, "", "ann.lee@school.example")),
        ("yrk-004217", Line(1, "", "", "YRK-004217")),
        ("Ann Lee\tYRK-004217", Line(1, "Ann Lee", "", "YRK-004217")),
        ("Zoë O’Neill-Smith (cook)", Line(1, "Zoë O’Neill-Smith cook")),
    ],
)
def test_a_line_says_who_is_meant(typed, line):
    assert read_pasted(typed) == [line]


def test_semicolons_part_people_and_blank_lines_count():
    lines = read_pasted("Ann Lee; Bob Ray;\n\n;;\nCid Fox")
    assert [(one.number, one.name) for one in lines] == [(1, "Ann Lee"), (1, "Bob Ray"), (4, "Cid Fox")]


def test_columns_are_found_by_their_headings():
    text = "Surname;First name;Shoe size;E-mail;Access needs\nLee;Ann;5;ANN@x.example;Hearing loop\n;;;;\n"
    assert read_file(a_file(text), most=9) == [Line(2, "Ann Lee", "ann@x.example", "", "Hearing loop")]


def test_a_workbook_is_read_as_well():
    book = a_workbook([["Name", "Staff number"], ["Ann Lee", "yrk-004217"]])
    assert read_file(io.BytesIO(book), most=9) == [Line(2, "Ann Lee", "", "YRK-004217")]


def test_a_single_column_needs_no_heading():
    assert read_file(a_file("Ann Lee\nbob@x.example\n"), most=9) == [
        Line(1, "Ann Lee"),
        Line(2, "", "bob@x.example"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty"),
        ("Name\n", "The file names nobody below its first row"),
        ("Ann,Lee\nBob,Ray\n", "The first row has to name the columns"),
        ("%PDF-1.7", "This is a PDF. Save the list as CSV or as an Excel workbook (.xlsx)"),
        ("Name\na\nb\nc\n", "A list can have 2 people at most. Split the file"),
    ],
)
def test_a_file_is_refused_for_what_it_is(text, said):
    with pytest.raises(FileRefused) as refused:
        read_file(a_file(text), most=2)
    assert refused.value.message == said


def test_a_wrong_cell_is_named_by_row_and_column():
    with pytest.raises(FileRefused) as refused:
        read_file(a_file(f"Name,Access needs\nAnn,\nBob,{'x' * 501}\n=SUM(1),\n"), most=9)
    found = [(one.row, one.column) for one in refused.value.problems]
    assert found == [(3, "Access needs"), (4, "Name")]
