"""What a partnership has chosen for itself, as every room reads it. Plain Python.

`chosen()` answers from memory: whoever keeps the choices (portal/partnership) says with `read_from`
where they are found. Outside an application, and before anybody has chosen, the defaults hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    """Who is asked for help, and who is rung when a child may not be safe. Empty means not given."""

    help_email: str = ""
    help_phone: str = ""
    duty_phone: str = ""
    duty_hours: str = ""
    out_of_hours_phone: str = ""


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture in the header: its content's hash (which names it), what it is, and what it shows."""

    digest: str
    media_type: str
    alt: str
    width: int
    height: int


DEFAULT_LEVELS = (
    Level(1, "Universal"),
    Level(2, "Additional needs"),
    Level(3, "Complex needs"),
    Level(4, "Acute needs / statutory response"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Everything chosen, at one moment. `terms`, `grades` and `numbers` hold only what somebody has saved.

    `numbers` are the adjustable numbers of `portal.kernel.rules`, by key such as “bookings.freeze”.
    """

    name: str = DEFAULT_NAME
    signatory: str = "Early Help Training Lead"
    contacts: Contacts = Contacts()
    terms: Mapping[str, Term] = field(default_factory=dict)
    levels: tuple[Level, ...] = DEFAULT_LEVELS
    grades: Mapping[int, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    logo: Logo | None = None

    def level(self, number: int) -> Level:
        """The level with this number; a nameless one for a number that is no longer used."""
        return next((one for one in self.levels if one.number == number), Level(number, ""))


NOTHING_CHOSEN = Chosen()
Source = Callable[[], Chosen]
_sources: dict[str, Source] = {}


def read_from(source: Source) -> None:
    """Say where choices are found from now on, in this process."""
    _sources["chosen"] = source


def chosen() -> Chosen:
    """What the partnership has chosen. Costs a statement every few seconds in each process, and no more."""
    source = _sources.get("chosen")
    return source() if source else NOTHING_CHOSEN
