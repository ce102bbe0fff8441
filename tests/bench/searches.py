"""How long one person waits for a name they mistyped; each search must find whom it is for."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from sqlalchemy import func, select

from portal.kernel.db import db
from portal.people.domain import PeopleFilter
from portal.people.finding.people import find_people
from portal.people.models import Agency, Person, School, SearchEntry, SearchKey
from tests.bench import load
from tests.bench.imports import actor_of
from tests.bench.places import Place
from tests.bench.report import LEAST_NOISE, Figure

# Among a partnership’s usual number of people. Most searches take as long among more; a letter or two,
# which fit a part of everybody, may take longer as there are more.
USUAL_PEOPLE, LONGEST_MS = 17_000, 50
LONG_ENOUGH = 5


def measure(place: Place) -> Iterator[Figure]:
    for name, path, typed, shown in slips(place):
        yield _measure(place, name, f"{path}?{urlencode({'name': typed})}", shown)
    for name, typed, shown in beginnings(place):
        figure = _measure(place, name, f"/people?{urlencode({'name': typed})}", shown)
        yield replace(figure, budget=LONGEST_MS * max(1, place.people / USUAL_PEOPLE))


def slips(place: Place) -> Iterator[tuple[str, str, str, str]]:
    """What is measured, on which page, what is typed, and what the page must then show."""
    with place.app.app_context():
        given, family = db.session.execute(
            select(Person.given_name, Person.family_name)
            .where(func.length(Person.family_name) > LONG_ENOUGH, ~Person.family_name.contains("-"))
            .order_by(Person.id)
        ).first()
        agency = db.session.scalar(select(Agency.name).where(Agency.name.contains("Police")))
        school = db.session.scalar(select(School.name).order_by(School.id))
    yield "search with a slip of the pen", "/people", f"{given[:3]} {slipped(family)}", family
    yield "search for an agency, with a slip", "/directory", slipped("police"), agency
    yield "search for a school, with a slip", "/directory", slipped(school.split()[0]), school


def beginnings(place: Place) -> Iterator[tuple[str, str, str]]:
    """The least that can be typed: the letters that most words of names begin with, and who comes first."""
    with place.app.app_context():
        letters = db.session.scalars(
            select(SearchKey.key)
            .join(SearchEntry, SearchEntry.word == SearchKey.word)
            .where(func.length(SearchKey.key) == len("^s"), SearchKey.key.startswith("^"))
            .group_by(SearchKey.key)
            .order_by(func.count().desc())
            .limit(2)
        ).all()
        one, other = (key.removeprefix("^") for key in letters)
        for name, typed in (("search for one letter", one), ("search for two letters", f"{one} {other}")):
            statement = find_people(actor_of(place), PeopleFilter(name=typed)).statement
            yield name, typed, db.session.execute(statement.limit(1)).one().reference


def slipped(word: str) -> str:
    """Two letters in the middle swapped."""
    half = len(word) // 2
    return word[: half - 1] + word[half] + word[half - 1] + word[half + 1 :]


def _measure(place: Place, name: str, path: str, shown: str) -> Figure:
    cookie = place.cookie("coordinator")
    asked = urllib.request.Request(f"http://127.0.0.1:{place.port}{path}", headers={"Cookie": cookie})
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310  # our own server
        page = answer.read().decode().partition("<main")[2]
    assert shown.replace("'", "&#39;") in page, f"{path} does not find {shown}"
    result = load.send(place.port, [load.get(path, cookie)], connections=1)
    assert result.share(200) == 1, result.statuses
    told = Figure(name, place.database, place.people, result.p50_ms, "ms", LONGEST_MS, "at most")
    return replace(told, noise=max(LEAST_NOISE, result.noise))
