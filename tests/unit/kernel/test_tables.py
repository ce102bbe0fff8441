"""Paging, sorting and CSV, without a database."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup

from portal.kernel.tables import (
    Page,
    Sort,
    csv_cell,
    csv_chunks,
    csv_response,
    init_tables,
    read_page_number,
    read_sort,
    url_with,
)


@pytest.fixture(scope="module")
def desk(paper):
    app = paper
    if "url_with" not in app.jinja_env.globals:
        init_tables(app)
        app.add_url_rule("/rooms/<int:room_id>/people", "people", str)
    return app


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [
        (1, 0, [1]),
        (1, 60, [1, 2, 3]),
        (1, 300, [1, 2, None, 12]),
        (6, 300, [1, None, 5, 6, 7, None, 12]),
        (12, 300, [1, None, 11, 12]),
    ],
)
def test_offers_the_ends_and_the_neighbours(number, total, shown):
    assert Page([], number, 25, total).numbers == shown


def test_says_which_rows_are_shown():
    page = Page([], 3, 25, 60)
    assert (page.first, page.last, page.pages) == (51, 60, 3)
    assert (Page([], 1, 25, 0).first, Page([], 1, 25, 0).last) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "number"), [("3", 3), ("", 1), ("0", 1), ("-4", 1), ("x", 1), ("9" * 5000, 1), ("²", 1)]
)
def test_reads_a_page_number_whatever_is_asked(asked, number):
    assert read_page_number({"page": asked}) == number


@pytest.mark.parametrize(
    ("asked", "sort"),
    [
        ("name", Sort("name")),
        ("-day", Sort("day", descending=True)),
        ("password", Sort("day")),
        ("", Sort("day")),
    ],
)
def test_sorts_only_by_what_is_allowed(asked, sort):
    assert read_sort({"sort": asked}, ("name", "day"), default="day") == sort


def test_a_heading_asks_for_the_other_direction():
    assert Sort("name").link("name") == "-name"
    assert Sort("name", descending=True).link("name") == "name"
    assert Sort("name").link("day") == "day"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff20"])
def test_no_cell_is_a_formula(start):
    assert csv_cell(f"{start}HYPERLINK(A1)") == f"'{start}HYPERLINK(A1)"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("Ann", "Ann"),
        ("a=b", "a=b"),
        (None, ""),
        (True, "yes"),
        (-5, -5),
        (date(2026, 3, 3), "2026-03-03"),
        (datetime(2026, 7, 1, 13, 30, tzinfo=UTC), "2026-07-01 14:30"),
    ],
)
def test_writes_values_as_people_read_them(value, cell):
    assert csv_cell(value) == cell


def test_csv_starts_with_a_mark_for_excel_and_reads_back():
    rows = [("Ann, “the” trainer", n) for n in range(1200)]
    chunks = list(csv_chunks(("Name", "Number"), iter(rows)))
    assert chunks[0].startswith("\ufeff")
    assert len(chunks) == 4
    read = list(csv.reader(io.StringIO("".join(chunks).removeprefix("\ufeff"))))
    assert read[0] == ["Name", "Number"]
    assert len(read) == 1201
    assert read[1] == ["Ann, “the” trainer", "0"]


def test_a_download_has_a_safe_name(desk):
    with desk.test_request_context():
        answer = csv_response('at"tendees\r\nX: y.csv', ("A",), [])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="at-tendees--X--y.csv"'
    answer.close()


def test_changes_one_word_of_the_address_and_keeps_the_rest(desk):
    with desk.test_request_context("/rooms/3/people?q=a%26b&tag=x&tag=y&page=2"):
        assert url_with(page=3) == "/rooms/3/people?q=a%26b&tag=x&tag=y&page=3"
        assert url_with(page=None) == "/rooms/3/people?q=a%26b&tag=x&tag=y"


def drawn(app, source, **context):
    imports = '{% from "macros/tables.html" import paging, sort_heading %}'
    with app.test_request_context("/rooms/3/people?sort=name&page=2"):
        return BeautifulSoup(app.jinja_env.from_string(imports + source).render(**context), "html.parser")


def test_headings_say_how_the_list_is_sorted(desk):
    page = drawn(desk, '{{ sort_heading(sort, "name", "Name") }}', sort=Sort("name"))
    assert page.th["aria-sort"] == "ascending"
    assert page.a["href"] == "/rooms/3/people?sort=-name"


def test_pages_are_links_and_the_count_is_in_words(desk):
    page = drawn(desk, '{{ paging(page, "person", "people") }}', page=Page([], 2, 25, 1060))
    assert " ".join(page.p.get_text().split()) == "Showing 26 to 50 of 1,060 people"
    assert page.select_one("[rel=next]")["href"] == "/rooms/3/people?sort=name&page=3"
    assert page.select_one("[aria-current=page]").get_text(strip=True) == "2"


def test_a_cut_count_says_so(desk):
    page = drawn(desk, "{{ paging(page) }}", page=Page([], 1, 25, 5000, is_cut=True))
    assert "of more than 5,000 results" in " ".join(page.p.get_text().split())
