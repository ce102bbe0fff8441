"""When two people look like one. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.kernel.rules import Unit, adjustable, amount
from portal.kernel.text import folded, listed


def _points(default: int, label: str, says: str) -> Any:  # noqa: ANN401  # a field, as `amount` makes it
    return amount(default, Unit.POINTS, within=(0, 99), label=label, says=says)


@adjustable("duplicates", "People entered twice")
@dataclass(frozen=True, slots=True)
class MatchRules:
    """What counts for how much. A partnership with other lists may weigh them anew."""

    same_name: int = _points(50, "The same name", "What it counts when two people have one name")
    one_slip: int = _points(40, "Names one letter apart", "What it counts when names differ by one slip")
    same_agency: int = _points(25, "The same agency or school", "What it counts to have worked in one place")
    same_phone: int = _points(60, "The same phone number", "What it counts when a number is nobody else’s")
    same_mailbox: int = _points(
        60, "The same email address before the @", "What it counts, as for somebody who changed employers"
    )
    asked_from: int = amount(
        60,
        Unit.POINTS,
        within=(30, 99),
        label="Somebody is asked from",
        says="Two people who come to less are not shown to anybody",
    )
    phone_shared_by: int = amount(
        3,
        Unit.PEOPLE,
        within=(2, 50),
        label="A phone number is an office’s when more share it than",
        says="Such a number counts for nothing",
    )
    slip_from_letters: int = amount(
        8,
        Unit.CHARACTERS,
        within=(4, 30),
        label="Slips count in names of at least",
        says="Shorter names differ by one letter too often to mean anything",
    )


RULES = MatchRules()
MOST_LIKELY = 99
PHONE_DIGITS = 10
NO_DIGIT = re.compile("[^0-9]+")
# Mailboxes of an office rather than of somebody.
SHARED_MAILBOXES = frozenset(
    [
        "admin",
        "contact",
        "enquiries",
        "family",
        "head",
        "hello",
        "help",
        "info",
        "mail",
        "office",
        "post",
        "reception",
        "school",
        "team",
    ]
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of one person."""

    person_id: int
    # `text.folded` of "given family".
    name: str
    phone: str = ""
    email: str = ""
    agencies: frozenset[int] = frozenset()

    @property
    def sorted_name(self) -> str:
        return in_order(self.name)

    @property
    def digits(self) -> str:
        return digits_of(self.phone)

    @property
    def mailbox(self) -> str:
        return mailbox_of(self.email)


def in_order(name: str) -> str:
    """The same for “ann lee” and “lee, ann”."""
    return " ".join(sorted(name.replace(",", " ").split()))


def digits_of(phone: str) -> str:
    """The end of the number, which is the same with and without +44; nothing for less than a number."""
    found = NO_DIGIT.sub("", phone)
    return found[-PHONE_DIGITS:] if len(found) >= PHONE_DIGITS else ""


def mailbox_of(email: str) -> str:
    found = folded(email.partition("@")[0])
    return "" if found in SHARED_MAILBOXES else found


# Two people who share none of these are never compared: their names only count within an agency.
# A key is a hash, a third of the memory of what it stands for; two that are equal by chance are told
# apart when the people are compared.
Key = int
PHONE, MAILBOX = "phone", "mailbox"


def name_keys(name: str, rules: MatchRules = RULES) -> set[Key]:
    """Two names that are one slip apart share what is left of both when a letter is taken out."""
    name = in_order(name)
    found = {hash(name)}
    if len(name) >= rules.slip_from_letters:
        found |= {hash(name[:at] + name[at + 1 :]) for at in range(len(name))}
    return found


def contact_keys(phone: str, email: str) -> set[Key]:
    digits, mailbox = digits_of(phone), mailbox_of(email)
    found = {phone_key(digits)} if digits else set()
    return found | {hash((MAILBOX, mailbox))} if mailbox else found


def phone_key(digits: str) -> Key:
    return hash((PHONE, digits))


def likeness(
    one: Known, other: Known, *, phone_holders: int = 2, rules: MatchRules = RULES
) -> tuple[int, str] | None:
    """How likely the two are one person, and why in words; None when nobody need be asked."""
    reasons = list(_reasons(one, other, phone_holders, rules))
    likelihood = sum(weight for weight, _ in reasons)
    if likelihood < rules.asked_from:
        return None
    why = listed([words for _, words in reasons])
    return min(likelihood, MOST_LIKELY), why[0].upper() + why[1:]


def _reasons(one: Known, other: Known, phone_holders: int, rules: MatchRules) -> Iterator[tuple[int, str]]:
    if one.sorted_name == other.sorted_name:
        yield rules.same_name, "same name"
    elif len(one.sorted_name) >= rules.slip_from_letters and is_one_slip(one.sorted_name, other.sorted_name):
        yield rules.one_slip, "names one letter apart"
    if one.agencies & other.agencies:
        yield rules.same_agency, "same agency or school"
    if one.digits and one.digits == other.digits and phone_holders <= rules.phone_shared_by:
        yield rules.same_phone, "same phone number"
    if one.mailbox and one.mailbox == other.mailbox:
        yield rules.same_mailbox, "same email address before the @"


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter more, less or other, or two neighbours swapped, makes one of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[1:] == shorter
