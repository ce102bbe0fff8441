"""Charts say the same three times: as a picture, in words and as a table."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from portal.kernel.charts import Bar, Point, bar_chart, profile_chart

BARS = [
    Bar("Attended", 30, "30 of 40"),
    Bar("Did not come <b>", 10, "10 of 40"),
    Bar("Unknown", None, "no figure"),
]
POINTS = [
    Point(
        "We listen to children, young people and families and act upon what they tell us", 3.5, "3.5", 2, "2"
    ),
    Point("Whole family", None, "not enough evidence", None, "2"),
]


@pytest.fixture
def draw(paper):
    def draw(macro, chart):
        source = '{% from "macros/charts.html" import ' + macro + " %}{{ " + macro + "(chart) }}"
        return BeautifulSoup(paper.jinja_env.from_string(source).render(chart=chart), "html.parser")

    return draw


def test_a_bar_is_as_long_as_its_value(draw):
    page = draw("bars", bar_chart("turnout", "Turnout", BARS, highest=40))
    lengths = [int(rect["width"]) for rect in page.select('rect[fill="#17505c"]')]
    assert lengths == [round(256 * 30 / 40), round(256 * 10 / 40)]


def test_a_picture_has_a_name_and_a_description_for_those_who_do_not_see_it(draw):
    page = draw("bars", bar_chart("turnout", "Turnout", BARS))
    svg = page.svg
    assert svg["role"] == "img"
    assert [page.select_one(f"#{name}") is not None for name in svg["aria-labelledby"].split()] == [
        True,
        True,
    ]
    assert "Attended: 30 of 40; Did not come <b>: 10 of 40" in page.desc.get_text()
    assert not page.select("b")


def test_the_table_holds_every_figure(draw):
    page = draw("profile", profile_chart("p", "Principles", POINTS, head=("Principle", "Grade", "Others")))
    cells = [[cell.get_text() for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert cells == [[POINTS[0].label, "3.5", "2"], ["Whole family", "not enough evidence", "2"]]


def test_a_dot_stands_at_its_place_on_the_scale(draw):
    chart = profile_chart("p", "Principles", POINTS, head=("Principle", "Now", "Before"))
    page = draw("profile", chart)
    dot, _legend = page.select("circle")
    places = [place for place, _word in chart.ticks]
    assert abs(int(dot["cx"]) - (places[2] + places[3]) / 2) <= 1
    assert len(page.select("path")) == 2


def test_long_names_take_two_lines_and_nothing_leaves_the_drawing(draw):
    chart = profile_chart("p", "Principles", POINTS, head=("Principle", "Now", "Before"))
    assert len(chart.marks[0].lines) == 2
    tops = [int(text["y"]) for text in draw("profile", chart).select("text")]
    assert max(tops) <= chart.height


@pytest.mark.parametrize("value", [-3, 0, 99])
def test_values_off_the_scale_stay_inside(value):
    (mark,) = bar_chart("c", "C", [Bar("a", value, "?")], highest=10).marks
    assert 0 <= mark.extent <= 256
    (mark,) = profile_chart("c", "C", [Point("a", value, "?")]).marks
    assert 0 <= mark.extent <= 256


def test_nothing_to_draw_is_no_error(draw):
    assert draw("bars", bar_chart("c", "Nothing yet", [])).svg
    assert draw("bars", bar_chart("c", "All nought", [Bar("a", 0, "0")])).svg


def test_no_style_that_the_content_policy_refuses(draw):
    page = draw("bars", bar_chart("c", "C", BARS))
    assert not re.search(r"style=|<style|<script", str(page))
