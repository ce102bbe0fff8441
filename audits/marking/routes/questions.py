"""The questions of the form as HTML.

A version never changes, so each question is drawn once, with gaps for what a marker puts down; most
questions of a page are then that drawing with its gaps filled. The others are drawn as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app
from markupsafe import Markup, escape

from audits.marking.domain import SHORT_EVIDENCE, MarkGiven
from checklists.domain import FormVersion, Item, Principle

# Two letters that no writing system has stand around the name of a gap.
GAP = re.compile("\ue000([^\ue001]*)\ue001")
GradeWords = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One item or principle as the page asks it; `saved` is the other text, where two windows differ."""

    item: Item | Principle
    given: MarkGiven
    saved: MarkGiven | None = None

    @classmethod
    def of(
        cls,
        item: Item | Principle,
        shown: Mapping[str, MarkGiven],
        saved: Mapping[str, MarkGiven],
        stale: Collection[str],
    ) -> Asked:
        given = shown.get(item.key, MarkGiven(key=item.key))
        return cls(item, given, saved.get(item.key) if item.key in stale else None)


@dataclass(frozen=True, slots=True)
class Put:
    """What was put down, as the controls of a question show it. Arguments come as words."""

    given: MarkGiven

    def checked(self, answer: str) -> str:
        return " checked" if self.given.answer == answer else ""

    def reason(self, code: str) -> str:
        return " selected" if self.given.na_reason == code else ""

    def sign(self, place: str, word: str) -> str:
        good = self.given.ticks.get("good", ())
        return " selected" if int(place) < len(good) and good[int(place)] == word else ""

    def poor(self, place: str) -> str:
        return " checked" if int(place) in self.given.ticks.get("poor", ()) else ""

    def words(self, name: str) -> str:
        return str(getattr(self.given, name))

    @property
    def has_why(self) -> bool:
        return bool(self.given.why)


class Gaps:
    """Stands where `Put` stands, and leaves a gap for each of its answers."""

    has_why = False

    def __getattr__(self, method: str) -> object:
        return lambda *words: Markup("\ue000{}\ue001").format(" ".join((method, *words)))


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that never change, and the gap after them; the last has none."""

    text: str
    method: str = ""
    names: tuple[str, ...] = ()


def draw(
    asked: Asked, form: FormVersion, flags: Mapping[str, str], *, strict: bool, saved_words: str
) -> Markup:
    """The question with what was put down, what is wrong with it, and the other text if there is one."""
    given, put, words = asked.given, Put(asked.given), tuple(form.grade_words.items())
    is_flagged = any(name.partition("-")[0] == given.key for name in flags)
    if is_flagged or asked.saved or given.why or len(given.evidence) > SHORT_EVIDENCE:
        return _drawn(asked, put, words, {"flags": flags, "strict": strict, "saved_words": saved_words})
    return Markup("").join(_filled(_pieces(asked.item, words), put))


def _filled(pieces: Iterable[Piece], put: Put) -> Iterator[Markup]:
    for piece in pieces:
        yield Markup(piece.text)  # noqa: S704  # an autoescaped template's own answer
        if piece.method:
            yield escape(getattr(put, piece.method)(*piece.names))


@lru_cache(maxsize=512)
def _pieces(item: Item | Principle, words: GradeWords) -> tuple[Piece, ...]:
    """The question drawn once, cut at its gaps."""
    around = {"flags": {}, "strict": False, "saved_words": ""}
    parts = GAP.split(_drawn(Asked(item, MarkGiven(key=item.key)), Gaps(), words, around))
    gaps = [part.split(" ") for part in parts[1::2]]
    pieces = [Piece(text, gap[0], tuple(gap[1:])) for text, gap in zip(parts[::2], gaps, strict=False)]
    return (*pieces, Piece(parts[-1]))


def _drawn(asked: Asked, put: Put | Gaps, words: GradeWords, around: Mapping[str, object]) -> Markup:
    """The question as templates/marking/_item.html prints it."""
    macros = current_app.jinja_env.get_template("marking/_item.html").module
    name = "item_question" if isinstance(asked.item, Item) else "principle_question"
    macro = getattr(macros, name)
    return Markup(macro(asked, put, dict(words), around, SHORT_EVIDENCE))  # noqa: S704  # see above
