"""How single cells are read: yes and no, addresses, names. Plain Python.

Each reader answers a value, or raises `CellRefused` with the reason in words for the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from portal.kernel.cells import CellRefused, short
from portal.kernel.text import folded

Word = TypeVar("Word", bound=StrEnum)

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
LONGEST_EMAIL = 254
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
URN = re.compile(r"[0-9]{5,7}")
YES = {"yes", "y", "true", "1", "paid", "active", "current", "open"}
NO = {"no", "n", "false", "0", "unpaid", "volunteer", "voluntary", "inactive", "closed", "ended", "former"}


def email(cell: str) -> str:
    """Case-folded: addresses that differ only in case are one."""
    address = cell.casefold().removeprefix("mailto:")
    if len(address) > LONGEST_EMAIL or not EMAIL.fullmatch(address):
        raise CellRefused(f"{short(cell)} is not an email address")
    return address


def phone(cell: str) -> str:
    if sum(letter.isdecimal() for letter in cell) < 3:  # noqa: PLR2004  # the shortest extension
        raise CellRefused(f"{short(cell)} is not a phone number")
    return cell[:60]


def postcode(cell: str) -> str:
    """As it is printed, “YO24 1AB”; anything that is none is kept as it was written."""
    match = POSTCODE.fullmatch(cell.upper().replace(" ", ""))
    return f"{match[1]} {match[2]}" if match else cell.upper()[:10]


def district(cell: str) -> str:
    """The first part of a postcode, “YO24”."""
    return postcode(cell).partition(" ")[0]


def urn(cell: str) -> int:
    if not URN.fullmatch(cell):
        raise CellRefused("A URN is a number of six digits")
    return int(cell)


def yes_or_no(cell: str) -> bool:
    word = folded(cell)
    if word not in YES | NO:
        raise CellRefused("Write yes or no")
    return word in YES


def names(full_name: str) -> tuple[str, str]:
    """Given and family name of “Sam Smith” or “Smith, Sam”; a single word is a family name."""
    before, comma, after = full_name.partition(",")
    if comma:
        return after.strip(), before.strip()
    given, _, family = full_name.rpartition(" ")
    return given, family


def word(cell: str, words: type[Word], others: Mapping[str, Word], what: str) -> Word:
    """One of our words by its value, its label or another word for it."""
    wanted = folded(cell).replace("_", " ").replace("-", " ")
    known = {one.value.replace("_", " "): one for one in words} | dict(others)
    if wanted not in known:
        raise CellRefused(f"{short(cell)} is not {what} that the portal knows")
    return known[wanted]
