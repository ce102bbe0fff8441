"""The words and rules of learning pages (docs/training.md 4.1). Plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from portal.kernel.errors import Conflict, RuleBroken
from portal.kernel.text import folded

LONGEST_TITLE = 120
LONGEST_SUMMARY = 300
LONGEST_BODY = 20_000
LONGEST_SLUG = 80
LAST_PLACE = 999
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")
# “Everybody's” becomes “everybodys”, not “everybody-s”.
INSIDE_WORDS = re.compile("['’]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePage:
    """Command: write a new page, or this one, as said here.

    `version` is that of the page that was opened: whoever saved in between must not be overwritten.
    """

    page_id: int | None
    version: int
    slug: str
    title: str
    summary: str
    body: str
    position: int
    course_ids: frozenset[int]


class ChangedMeanwhile(Conflict):
    """Somebody saved the same page after this one was opened; what was typed stays in the form."""

    def __init__(self, said_at: str) -> None:
        super().__init__(
            f"Somebody else saved this page on {said_at}, after you opened it. Theirs was not overwritten. "
            "It is shown below: compare it with yours, then save again"
        )


class LookFirst(Conflict):
    """A page that changed is not published by whoever has not seen the change."""

    message = "Somebody else has changed this page since you opened it. Look at it again first"


class AddressTaken(RuleBroken):
    message = "There is already a page with this address"
    field = "slug"


class AddressMissing(RuleBroken):
    message = "Enter the last part of the address. It cannot be made from this title"
    field = "slug"


class AddressKept(RuleBroken):
    message = "The address cannot change any more, because people may have been given it"
    field = "slug"


def slug_of(title: str) -> str:
    """The address that a title makes; empty when it has no letters or digits that an address could have."""
    words = BETWEEN_WORDS.sub("-", INSIDE_WORDS.sub("", folded(title)))
    return words[:LONGEST_SLUG].strip("-")


def next_slug(command: SavePage, kept: str, published_at: datetime | None) -> str:
    """The address that the page is to have: as asked, as it was, or as its title makes it.

    Raises `AddressKept` when it has been published under another, and `AddressMissing`.
    """
    slug = command.slug or kept or slug_of(command.title)
    if not slug:
        raise AddressMissing
    if published_at is not None and slug != kept:
        raise AddressKept
    return slug
