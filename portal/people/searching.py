"""Finding by name through the index that `indexing` keeps: first as it was typed, then whatever is close.

A search is one join for each of its words, in any order. Typed rightly it finds words that are so,
or begin so. Only when that finds nobody (or somebody asks for it) are slips of the pen allowed:
whoever types rightly is not shown strangers, and whoever slips is not shown nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, false, func, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel.db import db
from portal.kernel.tables import Page, paged, paged_at_once
from portal.people.domain import SearchKind
from portal.people.models import SearchEntry, SearchKey
from portal.people.words import BEGINNING, COST_OF_BEGINNING, SAME, cost, keys_near, words_sought

# Of all that one word may be a slip of, the nearest; and how many are measured at most.
MOST_NEAR, MOST_MEASURED = 50, 5_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a search: what it costs to take another word for it."""

    word: str
    near: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A statement that finds by name; `is_close` says that it allows for slips of the pen."""

    statement: Select[*tuple[Any, ...]]
    is_close: bool = False


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of what was found by name."""

    page: Page[Any]
    is_close: bool = False


Build = Callable[[Sequence[Wanted]], Select[*tuple[Any, ...]]]


def found(text: str, build: Build, *, close: bool = False) -> Found:
    """What `build` makes of these words as typed or, when that finds nothing, of words like them."""
    wanted = as_typed(text)
    if not wanted:
        return Found(_without_a_word(text, build))
    if not close:
        statement = build(wanted)
        # In no order: else the database would put everybody in order to show the first.
        if db.session.execute(statement.order_by(None).limit(1)).first() is not None:
            return Found(statement)
    return Found(build(close_to(wanted)), is_close=True)


def found_page(text: str, build: Build, number: int, *, close: bool = False) -> FoundPage:
    """The same, a page of it: that somebody is on it answers whether anybody is called so."""
    wanted = as_typed(text)
    if not wanted:
        return FoundPage(paged(_without_a_word(text, build), number))
    if not close:
        page = paged_at_once(build(wanted), number)
        if page.total:
            return FoundPage(page)
    return FoundPage(paged_at_once(build(close_to(wanted)), number), is_close=True)


def _without_a_word(text: str, build: Build) -> Select[*tuple[Any, ...]]:
    """Nothing typed finds all; with not a letter in it, nobody’s name is like that."""
    return build(()).where(false()) if text.strip() else build(())


def as_typed(text: str) -> list[Wanted]:
    return [Wanted(word) for word in words_sought(text)]


def close_to(wanted: Sequence[Wanted]) -> list[Wanted]:
    """The same words with all that they may be slips of, measured letter by letter. One statement."""
    keys = {key for one in wanted for key in keys_near(one.word)}
    known = db.session.scalars(
        select(SearchKey.word).where(SearchKey.key.in_(sorted(keys))).distinct().limit(MOST_MEASURED)
    ).all()
    return [Wanted(one.word, _nearest(one.word, known)) for one in wanted]


def _nearest(sought: str, known: Sequence[str]) -> dict[str, int]:
    measured = ((cost(sought, word), word) for word in known)
    near = sorted((price, word) for price, word in measured if price and price > COST_OF_BEGINNING)
    return {word: price for price, word in near[:MOST_NEAR]}


def narrowed(
    statement: Select[*tuple[Any, ...]],
    kind: SearchKind,
    subject_id: InstrumentedAttribute[int],
    wanted: Sequence[Wanted],
) -> tuple[Select[*tuple[Any, ...]], ColumnElement[int] | None]:
    """The statement, cut to those whose name has every word, and what to order by for the nearest first."""
    costs: ColumnElement[int] | None = None
    for one in wanted:
        having = _having(one, kind)
        statement = statement.join(having, having.c.subject_id == subject_id)
        costs = having.c.cost if costs is None else costs + having.c.cost
    return statement, costs


def _having(wanted: Wanted, kind: SearchKind) -> Subquery:
    """Everyone of this kind with such a word in their name, and how near it comes."""
    keys = [BEGINNING + wanted.word, *(SAME + word for word in wanted.near)]
    prices: dict[int, list[str]] = {}
    for word, price in wanted.near.items():
        prices.setdefault(price, []).append(word)
    near = [(SearchEntry.word.in_(words), price) for price, words in prices.items()]
    costs = case((SearchEntry.word == wanted.word, 0), *near, else_=COST_OF_BEGINNING)
    return (
        select(SearchEntry.subject_id, func.min(costs).label("cost"))
        .join(SearchKey, SearchKey.word == SearchEntry.word)
        .where(SearchKey.key.in_(keys), SearchEntry.kind == kind)
        .group_by(SearchEntry.subject_id)
        .subquery()
    )
