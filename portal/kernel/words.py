"""The partnership's vocabulary. Plain Python, so that rules, forms and errors may speak it too.

In a template, and in Python after `from portal.kernel.words import word`:

    word.feha                 FEHA                     word.lead_practitioner    lead practitioner
    word.feha_plural          FEHAs                    word.Lead_practitioner    Lead practitioner
    word.a_feha               a FEHA, an EHA           word.A_feha               A FEHA, An EHA

Text that is written down once and shown later, such as a label of a form, of an enum or of the menu, holds
the same names in braces, as in “Every {local_area_plural}”; `worded` puts the words in when it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from portal.kernel.chosen import Term, chosen

P = ParamSpec("P")
R = TypeVar("R")
PLURAL = "_plural"
ARTICLE = re.compile(r"[aA]_")
IN_BRACES = re.compile(r"\{([A-Za-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word of the vocabulary stands for, and what it is until a partnership says otherwise."""

    says: str
    default: Term


VOCABULARY: Mapping[str, Meaning] = {
    "feha": Meaning("The assessment, in short", Term("FEHA", "FEHAs")),
    "assessment": Meaning(
        "The assessment, in full", Term("Family Early Help Assessment", "Family Early Help Assessments")
    ),
    "lead_practitioner": Meaning(
        "Who leads the help for a family", Term("lead practitioner", "lead practitioners")
    ),
    "team_around": Meaning(
        "Those who help one family together", Term("team around the family", "teams around families")
    ),
    "local_area": Meaning("One part of the patch", Term("Local Area Team", "Local Area Teams")),
    "champion": Meaning(
        "Who speaks for early help in a school", Term("Early Help Champion", "Early Help Champions", "an")
    ),
    "champion_short": Meaning("The same, where it was named before", Term("Champion", "Champions")),
    "help_team": Meaning("Who runs training and audits", Term("early help team", "early help teams", "an")),
    "level_of_need": Meaning("How much help a family needs", Term("level of need", "levels of need")),
}


class Words:
    """The words as attributes; see the top of this file. An unknown name is an `AttributeError`."""

    def __getattr__(self, name: str) -> str:
        found = find_word(name)
        if found is None:
            raise AttributeError(name)
        return found


word = Words()


def term(key: str) -> Term:
    """What the partnership says for this key of the vocabulary."""
    return chosen().terms.get(key) or VOCABULARY[key].default


def find_word(name: str) -> str | None:
    """The word that a name such as “A_feha” or “champion_plural” stands for; None for no such name."""
    wanted = name[:1].lower() + name[1:]
    article = bool(ARTICLE.match(name)) and wanted[2:] in VOCABULARY
    key = wanted[2:] if article else wanted.removesuffix(PLURAL)
    if key not in VOCABULARY:
        return None
    found = term(key)
    said = f"{found.article} {found.one}" if article else found.many if wanted.endswith(PLURAL) else found.one
    return capital(said) if name[:1].isupper() else said


def capital(text: str) -> str:
    """As it begins a sentence; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def worded(text: str) -> str:
    """The text with every name in braces replaced by its word. Braces around anything else stay."""
    return IN_BRACES.sub(lambda match: find_word(match[1]) or match[0], text) if "{" in text else text


def kept_in_words(maxsize: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An `lru_cache` for what was drawn in the partnership's words: other words are drawn anew."""

    def keep(draw: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize)
        def drawn(_stamp: str, *args: P.args, **options: P.kwargs) -> R:
            return draw(*args, **options)

        @wraps(draw)
        def find(*args: P.args, **options: P.kwargs) -> R:
            return drawn(chosen().stamp, *args, **options)  # type: ignore[arg-type]  # as with any `lru_cache`

        return find

    return keep


def guessed_article(text: str) -> str:
    """“an” before a vowel; people correct it where English is spoken otherwise, as in “a unit”."""
    return "an" if text[:1].lower() in "aeiou" else "a"
