"""Every form that is sent empty says what is wrong, and each line of it leads to the field it is about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.kernel.access import Open, Permission
from tests.integration.reach.scene import Scene, a_scene
from tests.integration.reach.walking import ORDER, answer_to, url_on
from tests.support.pages import check_page, errors_on

OK = 200


@pytest.fixture
def scene():
    return a_scene()


def forms(app: Flask) -> list[Rule]:
    """Addresses that show a form and take it, for somebody who is signed in."""
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    taking = [one for one in rules.values() if {"GET", "POST"} <= (one.methods or set())]
    return [one for one in taking if app.view_functions[one.endpoint].__access__ is not Open.PUBLIC]


def shown_empty(app: Flask, scene: Scene, rule: Rule) -> Iterator[str]:
    """The page that the first who is shown the form gets back for an empty one."""
    url = url_on(app, rule, scene.home)
    needs = app.view_functions[rule.endpoint].__access__
    assert isinstance(needs, Permission | Open)
    for player in ORDER:
        if answer_to(app, scene.keys[player], "GET", url).status_code == OK:
            answer = answer_to(app, scene.keys[player], "POST", url)
            if answer.status_code == OK and answer.mimetype == "text/html":
                yield answer.text
            return


def test_each_error_leads_to_its_field(app, scene):
    found = {rule.endpoint: list(shown_empty(app, scene, rule)) for rule in forms(app)}
    told = [endpoint for endpoint, pages in found.items() if any(errors_on(page) for page in pages)]
    assert len(told) > 20
    assert [
        wrong for one, pages in found.items() for page in pages if (wrong := what_is_wrong(one, page))
    ] == []


def what_is_wrong(endpoint: str, page: str) -> str:
    try:
        check_page(page)
    except AssertionError as error:
        return f"{endpoint}: {error}"
    return ""
