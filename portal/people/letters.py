"""Where a letter goes: to somebody by a way they have, or to the colleague nearest to them who has one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from portal.kernel import activity, letters
from portal.kernel.access import SYSTEM
from portal.kernel.letters import Letter
from portal.kernel.outbox import Channel
from portal.people.domain import ContactWay
from portal.people.models import Person
from portal.people.reaching import Helper, Via, find_helpers


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter, the one address or number that it goes to, and how."""

    recipient: str
    letter: Letter
    channel: Channel = Channel.EMAIL


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


def wants_text(person: Addressee) -> bool:
    """Whether a telephone is the way this person is reached: then a letter needs a short text as well."""
    return isinstance(person, Person) and person.reached_by is ContactWay.PHONE


def addressed_each(written: Iterable[tuple[Addressee, Letter]]) -> list[Addressed | None]:
    """Each letter as it is sent, in the same order; None where it reaches nobody, which the log then says.

    Whoever asked for text messages gets those, where the letter has a short text. Whoever has no e-mail
    address is written to through their office contact in post; else by text message or on paper, if a number
    or an address is known; else through the manager of a post of theirs, or whoever leads an agency they work
    for: with a word above that says for whom it is. Nothing else of the letter changes, so that it can be
    passed on as it is.
    """
    pairs = list(written)
    helpers = find_helpers({person.id for person, _ in pairs if not person.email})
    sent = [_addressed(person, letter, helpers) for person, letter in pairs]
    lost = {person.id for (person, _), one in zip(pairs, sent, strict=True) if one is None}
    activity.record_all(SYSTEM, "reach_nobody", Person, sorted(lost))
    return sent


def _addressed(person: Addressee, letter: Letter, helpers: Mapping[int, Helper]) -> Addressed | None:
    helper = helpers.get(person.id)
    if isinstance(person, Person) and (helper is None or helper.via is not Via.OFFICE_CONTACT):
        direct = _by_own_way(person, letter)
        if direct is not None:
            return direct
    if person.email:
        return Addressed(person.email, letter)
    if helper is None:
        return None
    outer = letters.write("for_somebody_else", person=person, helper=helper, letter=letter)
    return Addressed(helper.email, outer)


def _by_own_way(person: Person, letter: Letter) -> Addressed | None:
    """By telephone where that is their way and there is a text for it; by post where nothing else is left."""
    if person.reached_by is ContactWay.PHONE and letter.text:
        return Addressed(person.phone, Letter(letter.subject, letter.text), Channel.SMS)
    if person.address and (not person.email or person.reached_by is ContactWay.POST):
        return Addressed(person.address, letter, Channel.POST)
    return None
