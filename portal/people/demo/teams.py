"""How a workforce divides into agencies, and each agency into teams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.people.demo.places import Employer, Places

LARGEST_TEAM = 24


@dataclass(frozen=True, slots=True)
class Team:
    """People who answer to one lead."""

    employer: Employer
    name: str
    area_id: int | None
    size: int
    is_first: bool


def list_teams(places: Places, people: int) -> Iterator[Team]:
    """Teams for exactly this many people, agency by agency."""
    at_least = [_at_least(one, number, people) for number, one in enumerate(places.agencies)]
    shares = split(people - sum(at_least), [one.weight for one in places.agencies])
    for employer, fewest, share in zip(places.agencies, at_least, shares, strict=True):
        yield from _teams(employer, fewest + share, places)


def _at_least(employer: Employer, number: int, people: int) -> int:
    """The first school is where the demo's stories happen: it has a staff even in a tiny demo."""
    if number == 0:
        return min(30, people // 10)
    return min(4, people // 75) if employer.school_id else min(2, people // 150)


def _teams(employer: Employer, people: int, places: Places) -> Iterator[Team]:
    areas = list(places.areas.items())
    sizes = split(people, [1] * -(-people // LARGEST_TEAM))
    for number, size in enumerate(sizes):
        area, area_id = areas[number % len(areas)] if employer.spreads_over_areas else ("", employer.area_id)
        label = area or (str(number + 1) if len(sizes) > 1 else "")
        yield Team(
            employer=employer,
            name=f"{employer.team} {label}".strip() if employer.team else "",
            area_id=area_id,
            size=size,
            is_first=number == 0,
        )


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Whole shares that add up to the total, by largest remainder; ties go to the earlier."""
    whole = sum(weights)
    if not whole:
        return []
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(total * weights[index] % whole))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares
