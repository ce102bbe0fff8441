"""Reads the question for `flask audits allocate`; each refusal names the place in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from audits.cycles.allocation import Auditor, Case, Conflict, Plan, PlanInvalid


def read(text: str) -> Plan:
    """Raise `PlanInvalid` when the text is not a question."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise PlanInvalid(f"This is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise PlanInvalid("The file must hold one object")
    return Plan(
        auditors=tuple(_auditor(entry, place) for place, entry in _each(document, "auditors")),
        cases=tuple(_case(entry, place) for place, entry in _each(document, "cases")),
        conflicts=tuple(Conflict(*row) for row in _rows(document, "conflicts", (str, str, str))),
        costs={(row[0], row[1]): row[2] for row in _rows(document, "costs", (str, str, int))},
        pins=tuple((row[0], row[1]) for row in _rows(document, "pins", (str, str))),
    )


def _auditor(entry: dict[str, Any], place: str) -> Auditor:
    return Auditor(_text(entry, "id", place), _whole(entry, "capacity", place))


def _case(entry: dict[str, Any], place: str) -> Case:
    """One mark, unless the file says more."""
    return Case(_text(entry, "reference", place), _whole({"marks": 1} | entry, "marks", place))


def _rows(document: dict[str, Any], name: str, kinds: tuple[type, ...]) -> Iterator[list[Any]]:
    """The entries of a list that may be left out; each a list of just these kinds."""
    words = ", ".join("a whole number" if kind is int else "text" for kind in kinds)
    for index, row in enumerate(_list(document.get(name, []), name)):
        if not isinstance(row, list) or [type(value) for value in row] != list(kinds):
            raise PlanInvalid(f"{name}[{index}]: must be [{words}]")
        yield row


def _each(document: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, entry in enumerate(_list(document.get(name), name)):
        if not isinstance(entry, dict):
            raise PlanInvalid(f"{name}[{index}]: must be an object")
        yield f"{name}[{index}]", entry


def _list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise PlanInvalid(f"{name}: must be a list")
    return value


def _text(entry: dict[str, Any], name: str, place: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise PlanInvalid(f"{place}.{name}: must be text")
    return value


def _whole(entry: dict[str, Any], name: str, place: str) -> int:
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise PlanInvalid(f"{place}.{name}: must be a whole number")
    return value
