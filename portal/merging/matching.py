"""When two people look like one. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.kernel.text import folded, listed


@dataclass(frozen=True, slots=True)
class MatchRules:
    """What counts for how much. A partnership with other lists may weigh them anew."""

    same_name: int = 50
    one_slip: int = 40
    same_agency: int = 25
    same_phone: int = 60
    same_mailbox: int = 60
    # Below this nobody is asked.
    asked_from: int = 60
    # A telephone that more people share is an office's, and says nothing about any of them.
    phone_shared_by: int = 3
    # Shorter names differ by one letter too often to mean anything.
    slip_from_letters: int = 8


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
