"""The sample: shares of the strata and a draw that anyone can run again (docs/audits.md 4.3).

Nothing here is random. The seed and the references decide, so the published seed proves the draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor

from portal.kernel.errors import RuleBroken

# The stratum of every assessment when the sample is not spread over anything.
ONE_STRATUM = "All"


class SizeTooSmall(RuleBroken):
    """Every stratum that is not empty needs a place."""

    field = "size"


class SizeTooLarge(RuleBroken):
    field = "size"


class ReferenceTwice(RuleBroken):
    """The order of a draw is only sure when no reference stands twice in the frame."""


@dataclass(frozen=True, slots=True)
class Framed:
    """One assessment that may be drawn, and the stratum it stands in."""

    reference: str
    stratum: str


@dataclass(frozen=True, slots=True)
class StratumDraw:
    """`exact` is the share before rounding; the reserve is in the order it must be used."""

    name: str
    population: int
    share: int
    exact: Fraction
    chosen: tuple[str, ...]
    reserve: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    seed: str
    size: int
    strata: tuple[StratumDraw, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The whole sample, in the order of the draw."""
        return in_order(self.seed, (reference for stratum in self.strata for reference in stratum.chosen))


def digest(seed: str, reference: str) -> str:
    return sha256(f"{seed}|{reference}".encode()).hexdigest()


def in_order(seed: str, references: Iterable[str]) -> tuple[str, ...]:
    """By SHA-256 of `seed|reference`, ascending."""
    return tuple(sorted(references, key=lambda reference: digest(seed, reference)))


def draw(frame: Iterable[Framed], *, size: int, seed: str) -> Drawn:
    """Draw `size` references. Raises when the size does not fit the frame or a reference stands twice."""
    strata: dict[str, list[str]] = {}
    for framed in frame:
        strata.setdefault(framed.stratum, []).append(framed.reference)
    _refuse_twice(reference for references in strata.values() for reference in references)
    places = shares({name: len(references) for name, references in strata.items()}, size)
    total = sum(len(references) for references in strata.values())
    return Drawn(
        seed,
        size,
        tuple(
            _draw_stratum(name, in_order(seed, strata[name]), places[name], Fraction(size, total))
            for name in sorted(strata)
        ),
    )


def _draw_stratum(name: str, ordered: Sequence[str], share: int, fraction: Fraction) -> StratumDraw:
    population = len(ordered)
    return StratumDraw(
        name, population, share, fraction * population, tuple(ordered[:share]), tuple(ordered[share:])
    )


def _refuse_twice(references: Iterable[str]) -> None:
    twice = sorted(reference for reference, times in Counter(references).items() if times > 1)
    if twice:
        raise ReferenceTwice(f"These references stand more than once: {', '.join(twice)}")


def shares(populations: Mapping[str, int], size: int) -> dict[str, int]:
    """Places for each stratum by largest remainder; no stratum that is not empty stays without one."""
    total = sum(populations.values())
    filled = sorted(name for name, population in populations.items() if population)
    if size < max(len(filled), 1):
        raise SizeTooSmall(f"A sample of {size} is too small: there are {len(filled)} strata to draw from")
    if size > total:
        raise SizeTooLarge(f"A sample of {size} is too large: there are {total} assessments to draw from")
    exact = {name: Fraction(size * populations[name], total) for name in filled}
    places = {name: floor(share) for name, share in exact.items()}
    by_remainder = sorted(filled, key=lambda name: (places[name] - exact[name], name))
    for name in by_remainder[: size - sum(places.values())]:
        places[name] += 1
    for name in filled:
        if not places[name]:
            places[_weakest(exact, places)] -= 1
            places[name] = 1
    return dict.fromkeys(populations, 0) | places


def _weakest(exact: Mapping[str, Fraction], places: Mapping[str, int]) -> str:
    """The stratum, of those with more than one place, whose last place rested on the smallest remainder.

    A place won by rounding rests on the remainder; one won outright rests on a whole share and more,
    so it is only taken when no rounded place is left.
    """
    return min(
        (name for name in exact if places[name] > 1),
        key=lambda name: (exact[name] - (places[name] - 1), name),
    )


def second_marks(seed: str, references: Iterable[str], *, share: Fraction, at_least: int) -> tuple[str, ...]:
    """Which of the sample get a second mark, by the same order (docs/audits.md 4.2)."""
    ordered = in_order(seed, references)
    return ordered[: max(ceil(share * len(ordered)), at_least)]
