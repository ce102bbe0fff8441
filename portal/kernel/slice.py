"""What a slice hands to the application, and how a lower room asks what only an upper one can answer.

`wsgi.py` lists the slices; `portal/app.py` builds the app from whatever it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

import click
from flask import Blueprint, current_app
from sqlalchemy import ScalarSelect, Select, select

from portal.kernel.access import Actor, Open, Permission
from portal.kernel.db import db
from portal.kernel.work import Task

EXTENSION = "slices"


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A link in the navigation, shown to whoever may open its page. Lower `order` stands first.

    Entries that name the same `section` share one place in the menu, and a row of their own below it.
    """

    label: str
    endpoint: str
    needs: Permission | Open
    order: int
    section: str = ""
    # Other pages that belong to it, where the first entry of the room would be marked.
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing on a person's home page that waits for them."""

    title: str
    url: str
    detail: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A card of the home page that rests on one number: all such numbers together are one statement.

    `number` answers None for actors it has nothing for; no card is made of a nought.
    """

    number: Callable[[Actor], ScalarSelect[int] | None]
    card: Callable[[int], Waiting]


@dataclass(frozen=True, slots=True)
class Link:
    """A way from a lower room's page to an upper room's; offered by a provider."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Job:
    """Work on the timetable; `at` is a cron line in London time. Safe to run twice."""

    name: str
    run: Callable[[], None]
    at: str


@dataclass(frozen=True, slots=True)
class Check:
    """An invariant tested against the live data: yields one sentence for each breach."""

    name: str
    find: Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """Something that is not kept for ever: what is blanked or deleted, so long after what."""

    name: str
    # In plain words, such as “Access needs of bookings are blanked”, and “the event ended”.
    what: str
    since: str
    # How long it is kept now; a number that the partnership may set (portal/kernel/rules.py).
    period: Callable[[], timedelta]
    # Selects `id` and `start` of every row whose time is up or still to come.
    rows: Callable[[], Select[*tuple[Any, ...]]]
    # Blanks or deletes these rows, so that `rows` no longer has them. Never commits.
    purge: Callable[[Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """How large a demo partnership to make, and from which seed."""

    people: int
    seed: int
    say: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoLoader:
    """Adds a slice's part of the demo partnership; lower `order` runs first. Never commits."""

    order: int
    load: Callable[[DemoPlan], None]


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One room's contribution to the application."""

    name: str
    blueprint: Blueprint | None = None
    navigation: Sequence[NavEntry] = ()
    # Each costs the home page at most one statement, and none for actors it has nothing for.
    waiting: Sequence[Callable[[Actor], Sequence[Waiting]]] = ()
    # Likewise, of what is somebody's own: a learner's next step rather than a piece of work.
    own: Sequence[Callable[[Actor], Sequence[Waiting]]] = ()
    # These cost it one statement all together.
    counted: Sequence[Counted] = ()
    jobs: Sequence[Job] = ()
    tasks: Mapping[str, Task] = field(default_factory=dict)
    commands: Sequence[click.Command] = ()
    checks: Sequence[Check] = ()
    retention: Sequence[RetentionRule] = ()
    demo: Sequence[DemoLoader] = ()
    providers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    # Classes of numbers that a partnership may set for itself (portal/kernel/rules.py).
    rules: Sequence[type] = ()


@dataclass(frozen=True, eq=False)
class Registry:
    """Every slice of the running application. Equal to itself alone, so that answers can be kept by it."""

    slices: Sequence[Slice]

    @cached_property
    def navigation(self) -> list[NavEntry]:
        entries = [entry for item in self.slices for entry in item.navigation]
        return sorted(entries, key=lambda entry: (entry.order, entry.label))

    @property
    def jobs(self) -> dict[str, Job]:
        return {job.name: job for item in self.slices for job in item.jobs}

    @property
    def tasks(self) -> dict[str, Task]:
        return {name: task for item in self.slices for name, task in item.tasks.items()}

    @property
    def checks(self) -> list[Check]:
        return [check for item in self.slices for check in item.checks]

    @property
    def retention(self) -> list[RetentionRule]:
        return [rule for item in self.slices for rule in item.retention]

    @property
    def demo(self) -> list[DemoLoader]:
        return sorted((loader for item in self.slices for loader in item.demo), key=lambda one: one.order)

    @property
    def rules(self) -> list[type]:
        return [rules for item in self.slices for rules in item.rules]

    def waiting_for(self, actor: Actor) -> list[Waiting]:
        """What waits for this person, room by room; what is urgent stands before all else."""
        finders = [find for item in self.slices for find in (*item.own, *item.waiting)]
        return self._found(actor, finders)

    def work_for(self, actor: Actor) -> list[Waiting]:
        """The same without what is this person's own."""
        return self._found(actor, [find for item in self.slices for find in item.waiting])

    def _found(self, actor: Actor, finders: Iterable[Callable[[Actor], Sequence[Waiting]]]) -> list[Waiting]:
        found = [card for find in finders for card in find(actor)]
        return sorted(found + self._counted_for(actor), key=lambda card: not card.urgent)

    def _counted_for(self, actor: Actor) -> list[Waiting]:
        asked = [
            (one, number)
            for item in self.slices
            for one in item.counted
            if (number := one.number(actor)) is not None
        ]
        if not asked:
            return []
        counts = db.session.execute(select(*(number for _, number in asked))).one()
        return [one.card(count) for (one, _), count in zip(asked, counts, strict=True) if count]

    def providers(self, name: str) -> Sequence[Callable[..., Any]]:
        return self._providers.get(name, ())

    @cached_property
    def _providers(self) -> dict[str, list[Callable[..., Any]]]:
        """By name: some are asked for with each page."""
        found: dict[str, list[Callable[..., Any]]] = {}
        for item in self.slices:
            for name, provider in item.providers.items():
                found.setdefault(name, []).append(provider)
        return found


def registry() -> Registry:
    found: Registry = current_app.extensions[EXTENSION]
    return found
