"""What a phone or a file sends is read strictly, and the same file always says the same."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.kernel.cells import FileRefused
from training.checkin.domain import MOST_SCANS
from training.checkin.reading import NotScans, read_file, read_sent

ONCE = "6f1f4b5e-0d58-4a0f-9a4e-3f0f5b0c2a11"
GOOD = {"once": ONCE, "value": "7H2K 9QXM", "at": "2026-03-03T09:31:00Z"}
START = datetime(2026, 3, 3, 9, 30, tzinfo=ZoneInfo("Europe/London"))


def sent(**more):
    return {"live": True, "scans": [GOOD | more]}


def test_a_good_body_is_read():
    [scan], is_live = read_sent(sent())
    assert (scan.once, scan.value, is_live) == (ONCE, "7H2K 9QXM", True)
    assert scan.at == datetime(2026, 3, 3, 9, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "x",
        {"scans": [GOOD]},
        {"live": "yes", "scans": [GOOD]},
        {"live": True, "scans": []},
        {"live": True, "scans": "many"},
        {"live": True, "scans": [GOOD] * (MOST_SCANS + 1)},
        {"live": True, "scans": [7]},
        sent(once="1"),
        sent(once=None),
        sent(value=""),
        sent(value=7),
        sent(value="x" * 201),
        sent(value="a\0b"),
        sent(at="2026-03-03T09:31:00"),
        sent(at="yesterday"),
        sent(at="0001-01-01T00:00:00+00:00"),
        sent(at=None),
    ],
)
def test_anything_else_is_refused_with_words(body):
    with pytest.raises(NotScans, match=r"Send|Scan \d"):
        read_sent(body)


def lines(text: str):
    return read_file(io.BytesIO(text.encode()), sitting_id=7, starts_at=START)


@pytest.mark.parametrize(
    "typed",
    [
        "09:31",
        "2026-03-03 09:31",
        "2026-03-03T09:31:00",
        "03/03/2026,09:31",
        "3 March 2026 09:31",
        "3.3.26 9.31",
        "3rd Mar 2026, 09:31",
        "46084 09:31",
    ],
)
def test_a_row_is_a_code_and_a_time_in_any_usual_form(typed):
    [scan] = lines(f"Code,Time\n7H2K9QXM,{typed}\n")
    assert (scan.value, scan.at) == ("7H2K9QXM", datetime(2026, 3, 3, 9, 31, tzinfo=UTC))


def test_times_are_those_of_london_in_summer_too():
    start = datetime(2026, 6, 3, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    [scan] = read_file(io.BytesIO(b"7H2K9QXM,09:31"), sitting_id=7, starts_at=start)
    assert scan.at == datetime(2026, 6, 3, 8, 31, tzinfo=UTC)


def test_the_same_file_gives_the_same_one_time_values():
    assert [one.once for one in lines("A,09:31\nB,09:32")] == [one.once for one in lines("A,09:31\nB,09:32")]


def test_a_row_that_cannot_be_read_refuses_the_file_and_is_named():
    with pytest.raises(FileRefused) as refused:
        lines("A,09:31\nB\nC,noon")
    assert [one.row for one in refused.value.problems] == [2, 3]


@pytest.mark.parametrize(
    "typed", ["31/02/2026 09:31", "03/13/2026 09:31", "3 Mad 2026 09:31", "1/1/1950 09:31"]
)
def test_a_day_that_is_none_refuses_the_file(typed):
    with pytest.raises(FileRefused):
        lines(f"A,{typed}")
