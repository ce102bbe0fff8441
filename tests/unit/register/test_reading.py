"""What a file may be, and the words in which anything else is refused."""

import pytest

from audits.register.domain import ImportLimits
from audits.register.reading import read_table
from audits.register.schema import HEADER
from portal.kernel.cells import FileRefused

HEAD = "reference,local_area,agency,level,opened_on"
ROW = "FEHA-0001,East,Hob Moor Primary,2,2026-01-05"


def read(text, *, encoding="utf-8", **limits):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read_table(data, HEADER, ImportLimits(**limits))


def refusal(text, **options):
    with pytest.raises(FileRefused) as refused:
        read(text, **options)
    return refused.value


@pytest.mark.parametrize(
    "data",
    [
        f"{HEAD}\n{ROW}\n".encode(),
        f"{HEAD}\n{ROW}".encode("utf-8-sig"),
        f"{HEAD}\r\n{ROW}\r\n".encode("cp1252"),
        f"{HEAD}\r\n{ROW}\r\n".encode("utf-16"),
        f"{HEAD}\r{ROW}\r".encode(),
        f"{HEAD};\n{ROW};\n".replace(",", ";").encode(),
        f"{HEAD}\n{ROW}\n".replace(",", "\t").encode(),
        f"\n\n{HEAD},,\n\n{ROW},,\n,,,\n\n".encode(),
        HEAD.replace("_", " ").title().encode() + b"\n" + ROW.encode(),
        f'{HEAD}\n"FEHA-0001"," East  ","Hob Moor\nPrimary",2,2026-01-05'.encode(),
    ],
    ids=[
        "plain",
        "BOM",
        "cp1252",
        "unicode-text",
        "old-mac",
        "semicolons",
        "tabs",
        "blank-lines",
        "spaced-header",
        "quoted",
    ],
)
def test_reads_what_spreadsheets_write(data):
    table = read(data)
    assert not table.problems
    assert [dict(row.cells) for row in table.rows] == [
        dict(zip(HEAD.split(","), ["FEHA-0001", "East", "Hob Moor Primary", "2", "2026-01-05"], strict=True))
    ]


def test_reads_the_pound_and_accents_of_both_encodings():
    for encoding in ("utf-8", "cp1252"):
        table = read(f"{HEAD},team\n{ROW},Café £ team", encoding=encoding)
        assert table.rows[0].cells["team"] == "Café £ team"


def test_counts_rows_as_a_spreadsheet_does():
    table = read(f"{HEAD}\n\n{ROW}\n\n\n{ROW}\n")
    assert [row.number for row in table.rows] == [3, 6]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty"),
        (b"  \r\n\n ", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b",,,\n,,\n", "The file is empty"),
        (b"PK\x03\x04rest of a workbook", "This Excel workbook is damaged"),
        (b"%PDF-1.7", "This is a PDF"),
        (HEAD.encode("utf-16-le"), "This file is not text"),
        (b"reference,\x81\x8d\n", "This file is not text"),
        (f'{HEAD}\n"{ROW}\n'.encode(), "This file is not a whole CSV file"),
        (f'{HEAD}\n"a"b,East,X,2,2026-01-05'.encode(), "This file is not a whole CSV file"),
    ],
)
def test_refuses_what_is_no_list(data, says):
    assert refusal(data).message.startswith(says)


@pytest.mark.parametrize(
    "column",
    [
        "child_name",
        "Child's name",
        "Surname",
        "family name",
        "NHS number",
        "Date of birth",
        "Parent",
        "Childname",
    ],
)
def test_a_column_about_the_family_is_refused_by_name(column):
    problem = refusal(f"{HEAD},{column}\n{ROW},x").problems[0]
    assert (problem.row, problem.column) == (1, column)
    assert problem.reason == f"The portal never stores family names: remove the column {column}"


@pytest.mark.parametrize(
    ("header", "column", "says"),
    [
        (f"{HEAD},budget", "budget", "The register has no column budget"),
        (f"{HEAD},,team", "", "A column has no name"),
        (f"{HEAD},level", "level", "This column is there twice"),
        ("local_area,agency,level,opened_on", "reference", "This column is missing"),
    ],
)
def test_other_columns_are_refused_by_name(header, column, says):
    problem = refusal(f"{header}\n{ROW}").problems[0]
    assert problem.column == column
    assert problem.reason.startswith(says)


def test_one_row_over_the_limit_is_refused_and_the_limit_is_not():
    assert len(read(f"{HEAD}\n{ROW}\n{ROW}\n", rows=2).rows) == 2
    assert refusal(f"{HEAD}\n{ROW}\n{ROW}\n{ROW}\n", rows=2).message.startswith(
        "The file has more than 2 rows"
    )


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("x" * 10_000, "This cell has 10,000 characters; the most is 120"),
        ("a\0b", "This cell holds characters that are not text"),
        ("a\x07b", "This cell holds characters that are not text"),
    ],
)
def test_bad_cells_are_named(cell, says):
    (problem,) = read(f"{HEAD},team\n{ROW},fine\n{ROW},{cell}").problems
    assert (problem.row, problem.column, problem.reason) == (3, "team", says)


def test_a_cell_beyond_what_can_be_read_is_refused():
    problem = refusal(f'{HEAD}\n"{"x" * 200_000}",East').problems[0]
    assert problem.reason == "A cell is far too long. Check for a missing quotation mark"


def test_a_row_with_more_cells_than_columns_is_named():
    (problem,) = read(f"{HEAD}\n{ROW},stray").problems
    assert problem.reason.startswith("This row has 6 cells and the header has 5")


def test_a_short_row_has_empty_cells():
    assert read(f"{HEAD}\nFEHA-0001,East").rows[0].cells["level"] == ""
