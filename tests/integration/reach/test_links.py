"""No page offers anybody a link that refuses them: from home on, every link in the page is followed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.kernel.access import Role
from tests.integration.reach.scene import Scene, a_scene
from tests.integration.reach.walking import answer_to
from tests.support.pages import parse

REFUSED = 400
# Whose menus and pages differ.
PLAYERS = (
    Role.PRACTITIONER,
    Role.ADMINISTRATOR,
    Role.AGENCY_LEAD,
    Role.AUDITOR,
    Role.CHAMPION,
    Role.COORDINATOR,
    Role.LINE_MANAGER,
    Role.SAFEGUARDING_LEAD,
    Role.TRAINER,
)


@pytest.fixture
def scene():
    return a_scene()


@pytest.mark.parametrize("player", PLAYERS)
def test_every_link_opens(app, scene, player):
    assert not list(refusals(app, scene, player))


def test_links_are_followed_to_the_things_they_lead_to(app, scene):
    """The walk would be worth nothing if it stopped at home."""
    seen = set(walked(app, scene, Role.TRAINER))
    assert f"/training/events/{scene.away.things['event_id']}" in seen


def refusals(app: Flask, scene: Scene, player: str) -> Iterator[str]:
    for url, (status, whence) in walked(app, scene, player).items():
        if status >= REFUSED:
            yield f"{status} for {url}, which {whence} offers"


def walked(app: Flask, scene: Scene, player: str) -> dict[str, tuple[int, str]]:
    """What each address answered, and the page that led to it; each address once."""
    found: dict[str, tuple[int, str]] = {}
    ahead = [("/", "the visitor")]
    while ahead:
        url, whence = ahead.pop()
        if url in found:
            continue
        answer = answer_to(app, scene.keys[player], "GET", url)
        found[url] = answer.status_code, whence
        if answer.status_code == 200 and answer.mimetype == "text/html":
            ahead += [(link, url) for link in links_in(answer.get_data(as_text=True)) if link not in found]
    return found


def links_in(page: str) -> list[str]:
    """Links of the page itself and of the menu, and not another order of the same table."""
    links = [tag["href"].partition("#")[0] for tag in parse(page).select("a[href^='/']")]
    return [link for link in links if link and "sort=" not in link]
