"""Where a letter to somebody goes: to their own address, or to the colleague nearest to them who has one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from portal.kernel import activity, letters
from portal.kernel.access import SYSTEM
from portal.kernel.letters import Letter
from portal.people.models import Person
from portal.people.reaching import Helper, find_helpers


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter and the one address that it goes to."""

    recipient: str
    letter: Letter


class Addressee(Protocol):
    """Whom a letter is for: a person, or as much of one as a list has read."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whom a list has read already."""

    id: int
    name: str
    email: str | None


def addressed_each(written: Iterable[tuple[Addressee, Letter]]) -> list[Addressed | None]:
    """Each letter as it is sent, in the same order; None where it reaches nobody, which the log then says.

    Whoever has no e-mail address is written to through their office contact in post, else the manager of a
    post of theirs, else whoever leads an agency they work for: with a word above that says for whom it is.
    Nothing else of the letter changes, so that it can be passed on as it is.
    """
    pairs = list(written)
    helpers = find_helpers({person.id for person, _ in pairs if not person.email})
    sent = [_addressed(person, letter, helpers) for person, letter in pairs]
    lost = {person.id for (person, _), one in zip(pairs, sent, strict=True) if one is None}
    activity.record_all(SYSTEM, "reach_nobody", Person, sorted(lost))
    return sent


def _addressed(person: Addressee, letter: Letter, helpers: Mapping[int, Helper]) -> Addressed | None:
    if person.email:
        return Addressed(person.email, letter)
    helper = helpers.get(person.id)
    if helper is None:
        return None
    outer = letters.write("for_somebody_else", person=person, helper=helper, letter=letter)
    return Addressed(helper.email, outer)
