"""What a partnership has chosen for itself, as every room reads it. Plain Python.

`chosen()` answers from memory: whoever keeps the choices (portal/partnership) says with `read_from`
where they are found. Outside an application, and before anybody has chosen, the defaults hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

DEFAULT_NAME = "York Early Help Partnership"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing and what this partnership calls it: “a FEHA”, “FEHAs”."""

    one: str
    many: str
    article: str = "a"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of need. Its number is what records keep; name and description may be reworded."""

    number: int
    name: str
    description: str = ""

    @property
    def label(self) -> str:
        return f"Level {self.number} – {self.name}" if self.name else f"Level {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Who is asked for help, who is rung when a child may not be safe, and who about changes at short notice.

    Empty means not given.
    """

    help_email: str = ""
    help_phone: str = ""
    duty_phone: str = ""
    duty_hours: str = ""
    out_of_hours_phone: str = ""
    changes_phone: str = ""
    changes_words: str = ""

    def changes(self, within: str) -> str:
        """Whom to ring when an event starts `within` so long, in a sentence or two; empty for nobody."""
        words = f"{self.changes_words.rstrip('.')}." if self.changes_words else ""
        if self.changes_phone:
            said = f"If something changes less than {within} before it starts, ring {self.changes_phone}."
            return f"{said} {words}".strip()
        return f"If something changes less than {within} before it starts: {words}" if words else ""

    @property
    def duty(self) -> str:
        """Whom to ring when a child may not be safe, in a sentence or two; empty when nobody is named."""
        said = []
        if self.duty_phone:
            hours = f", {self.duty_hours}" if self.duty_hours else ""
            said.append(f"The safeguarding duty telephone is {self.duty_phone}{hours}.")
        if self.out_of_hours_phone:
            said.append(f"Outside these hours ring {self.out_of_hours_phone}.")
        return " ".join(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """The partnership's picture, by the fingerprint of its bytes, and what it says to who cannot see it."""

    digest: str
    alt: str
    width: int
    height: int


DEFAULT_LEVELS = (
    Level(1, "Universal"),
    Level(2, "Additional needs"),
    Level(3, "Complex needs"),
    Level(4, "Acute needs / statutory response"),
)


# What the portal's own forms call the grades, best first.
DEFAULT_GRADES = {
    4: "Outstanding",
    3: "Good",
    2: "Requires improvement",
    1: "Inadequate",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Everything chosen, at one moment. `terms` and `numbers` hold only what somebody has saved.

    `numbers` are the adjustable numbers of `portal.kernel.rules`, by key such as “bookings.freeze”.
    """

    name: str = DEFAULT_NAME
    signatory: str = "Early Help Training Lead"
    logo: Logo | None = None
    contacts: Contacts = Contacts()
    terms: Mapping[str, Term] = field(default_factory=dict)
    levels: tuple[Level, ...] = DEFAULT_LEVELS
    # What the grades are called; empty until somebody has said so, and then each form's own words hold.
    grades: Mapping[int, str] = field(default_factory=dict)
    # Who receives reports, and the lines of the strategy that work is tagged with.
    boards: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    # Differs whenever any of the above does: what was drawn in these words is kept under it.
    stamp: str = ""

    def level(self, number: int) -> Level:
        """The level with this number; a nameless one for a number that is no longer used."""
        return next((one for one in self.levels if one.number == number), Level(number, ""))


NOTHING_CHOSEN = Chosen()
Source = Callable[[], Chosen]
_sources: dict[str, Source] = {}
_held: ContextVar[Chosen | None] = ContextVar("held", default=None)


def read_from(source: Source, known: Source) -> None:
    """Say where choices are found from now on, in this process; `known` must ask no database."""
    _sources.update(chosen=source, known=known)


def chosen() -> Chosen:
    """What the partnership has chosen. Costs a statement every few seconds in each process, and no more."""
    held = _held.get()
    if held is not None:
        return held
    source = _sources.get("chosen")
    return source() if source else NOTHING_CHOSEN


@contextmanager
def holding(these: Chosen) -> Iterator[None]:
    """While the block runs these are the choices: to show how words would read before they are saved."""
    token = _held.set(these)
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def asking_nobody() -> Iterator[None]:
    """While the block runs the latest that is known holds: an error page must not ask a database."""
    known = _sources.get("known")
    with holding(_held.get() or (known() if known else NOTHING_CHOSEN)):
        yield
