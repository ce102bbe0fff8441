"""No page that lists people, however it is searched, shows one to somebody who may not know of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.kernel.access import Open, Role
from tests.integration.reach.scene import COLLEAGUE, a_scene
from tests.integration.reach.walking import answer_to, arguments_of
from tests.support.pages import parse, words_of

AWAY, HOME = "Zoe Awayfolk", "Zoe Homefolk"
# Whatever a page calls the words it is searched by.
SEARCHED = "?name=awayfolk&search=awayfolk&q=awayfolk&standing=all&person=awayfolk"
SCOPED = (
    Role.PRACTITIONER,
    COLLEAGUE,
    Role.AGENCY_LEAD,
    Role.AUDITOR,
    Role.BOARD_READER,
    Role.CHAMPION,
    Role.LINE_MANAGER,
    Role.MODERATOR,
    Role.TRAINER,
)


def addresses(app: Flask) -> Iterator[str]:
    """Every address without an argument that is read."""
    for rule in app.url_map.iter_rules():
        is_read = "GET" in (rule.methods or set()) and not arguments_of(rule)
        if is_read and app.view_functions[rule.endpoint].__access__ is not Open.PUBLIC:
            yield rule.rule


@pytest.fixture
def scene():
    return a_scene()


@pytest.mark.parametrize("player", SCOPED)
def test_nobody_away_is_on_any_list(app, scene, player):
    shown = []
    for url in addresses(app):
        for query in ("", SEARCHED):
            answer = answer_to(app, scene.keys[player], "GET", url + query)
            if AWAY in _words(answer):
                shown.append(url + query)
    assert not shown


def _words(answer) -> str:
    if answer.mimetype != "text/html":
        return str(answer.get_data(as_text=True)) if answer.mimetype.startswith("text/") else ""
    return words_of(parse(answer.get_data(as_text=True)))


def test_the_sweep_would_see_them(app, scene):
    """Whoever sees everybody finds both: the names stand where the sweep looks for them."""
    answer = answer_to(app, scene.keys[Role.COORDINATOR], "GET", "/people" + SEARCHED)
    assert AWAY in _words(answer).replace("Awayfolk, Zoe", AWAY)
