"""Which passwords are refused: short, common, about the person, or known to thieves. Plain Python.

As the National Cyber Security Centre and NIST SP 800-63B ask: length and a list of known passwords
count; capitals, digits and signs are nobody's duty, and no password expires by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount
from portal.kernel.text import folded

WORDS = Path(__file__).parent / "data" / "common_words.txt"
# What people write for letters when a site wants digits and signs; a 1 stands for two of them.
WRITTEN_FOR = (str.maketrans("0134578@$!|", "oleastbasil"), str.maketrans("0134578@$!|", "oieastbasil"))
NO_LETTERS = re.compile(r"[\W\d_]+")
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
ROWS = (ALPHABET, "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb")
# “abcabcabcabc” repeats three signs; somebody's sentence does not repeat five.
LONGEST_REPEATED = 4
# Two common words are one guess of a program; three make a passphrase.
MOST_COMMON_WORDS = 2
SHORTEST_CONTEXT = 4


@adjustable("passwords", "Passwords")
@dataclass(frozen=True, slots=True)
class PasswordRules:
    shortest: int = amount(
        10, Unit.CHARACTERS, within=(8, 64), label="Shortest", says="A new password has at least so many"
    )
    left_over: int = amount(
        5,
        Unit.CHARACTERS,
        within=(0, 20),
        label="Left over",
        says="So many letters must be left when names and the partnership’s own words are taken out",
    )
    link_lasts: timedelta = amount(
        1, Unit.HOURS, within=(1, 72), label="Link by email", says="A link to set a password works so long"
    )


class PasswordRefused(RuleBroken):
    field = "password"


class PasswordTooShort(PasswordRefused):
    def __init__(self, shortest: int) -> None:
        super().__init__(f"Password must be {shortest} characters or more. Three words are easy to remember")


class PasswordTooCommon(PasswordRefused):
    message = "This password is among the first that anybody would try. Three unrelated words are better"


class PasswordAboutYou(PasswordRefused):
    message = "Choose a password without your name, your email address or the partnership’s name"


class PasswordBreached(PasswordRefused):
    message = "This password was stolen from another site and is known to thieves. Choose another"


def normalised(password: str) -> str:
    """The same text however a keyboard put it together (NFKC), so that it fits on every device."""
    return unicodedata.normalize("NFKC", password)


def check_strength(password: str, context: Iterable[str], rules: PasswordRules) -> None:
    """Raise the first rule that a new password breaks. `context` is what an acquaintance would try."""
    if len(normalised(password)) < rules.shortest:
        raise PasswordTooShort(rules.shortest)
    if is_common(password):
        raise PasswordTooCommon
    if _is_about(password, context, rules.left_over):
        raise PasswordAboutYou


def is_common(password: str) -> bool:
    """Whether it is common words with the usual decoration, a repetition, or a walk on the keyboard."""
    plain = folded(password).replace(" ", "")
    return _repeats(plain) or _walks(plain) or any(_is_words(core) for core in _undecorated(plain))


def _undecorated(plain: str) -> list[str]:
    """“p4ssw0rd!2024” is “password”."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return [NO_LETTERS.sub("", core.translate(table)) for table in WRITTEN_FOR]


def _repeats(plain: str) -> bool:
    sizes = range(1, min(LONGEST_REPEATED, len(plain) // 2) + 1)
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in sizes)


def _walks(plain: str) -> bool:
    rows = [row * 2 for row in ROWS]
    return any(plain in row or plain[::-1] in row for row in rows)


def _is_words(core: str, left: int = MOST_COMMON_WORDS) -> bool:
    """Whether it falls into so few common words without rest. Nothing but decoration is common too."""
    if not core:
        return True
    if left == 0:
        return False
    ends = range(len(core), 2, -1)
    return any(core[:end] in _common() and _is_words(core[end:], left - 1) for end in ends)


@cache
def _common() -> frozenset[str]:
    return frozenset(WORDS.read_text(encoding="utf-8").split())


def _is_about(password: str, context: Iterable[str], left_over: int) -> bool:
    """Whether hardly a letter is left once the words of the context are taken out."""
    words = {word for text in context for word in NO_LETTERS.split(folded(text))}
    known = sorted((word for word in words if len(word) >= SHORTEST_CONTEXT), key=len, reverse=True)
    plain = folded(password)
    for reading in (plain, *(plain.translate(table) for table in WRITTEN_FOR)):
        letters = rest = NO_LETTERS.sub("", reading)
        for word in known:
            rest = rest.replace(word, "")
        if rest != letters and len(rest) < left_over:
            return True
    return False
