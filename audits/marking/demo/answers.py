"""Marks as auditors of the demo partnership might give them: complete, with evidence, uneven."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from audits.marking.domain import FAR_APART, MarkGiven, agreement, answers_of
from audits.marking.working import working_of
from checklists.domain import Critical, FormVersion, Item, Principle

WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "words.json").read_text("utf-8"))
GRADES = ("4", "3", "2", "1", "NE")
# How often each of them falls in an assessment of this quality, and how common the quality is.
QUALITIES = {(76, 22, 2, 0, 0): 12, (24, 62, 12, 1, 1): 66, (4, 44, 40, 6, 6): 22}
# The same, for items that are seldom done well anywhere, and for those of safety: good but for a few.
WEAKER = (0, -12, 12, 0, 0)
SAFE = (20, 77, 3, 0, 0)
USUALLY_WEAK = frozenset({"C1", "C2", "D3", "E2", "F3", "G1", "H1", "GH4", "GH5"})
NA_SHARE = 0.12
A_GOOD_ONE = "3"
GOOD = frozenset({"3", "4"})
# How many indicators of a principle were seen for each grade, so that the ticks suggest it.
TICKS = {"4": 4, "3": 3, "2": 2, "1": 1, "NE": 0}
DISAGREEING_ITEMS = 4

Marks = dict[str, MarkGiven]


class Marker:
    """Draws the marks of one audit after another."""

    def __init__(self, rng: Random, form: FormVersion) -> None:
        self._rng = rng
        self._form = form
        self._quality: tuple[int, ...] = next(iter(QUALITIES))
        self._items = {item.key: item for item in form.items()}

    def marks(self, fixed: Mapping[str, str] | None = None) -> Marks:
        """A whole form; with `fixed` answers all others are good, and nothing is left to chance."""
        self._quality = self._rng.choices(list(QUALITIES), list(QUALITIES.values()))[0]
        return {mark.key: mark for mark in self._draw(fixed or {})}

    def second_marks(self, first: Marks) -> Marks:
        """Another auditor's marks that agree with the first: same grade, no item far apart."""
        for _ in range(5):
            second = {**first, **{key: self._near(first[key]) for key in self._pick(first, 3)}}
            if self._agree(first, second):
                return second
        return dict(first)

    def other_marks(self, first: Marks) -> Marks:
        """Another auditor's marks that do not agree: some items are far apart."""
        second = dict(first)
        for key in [key for key in self._items if first[key].answer in GOOD][:DISAGREEING_ITEMS]:
            second[key] = self._mark_of_item(self._items[key], str(int(first[key].answer) - FAR_APART))
        return second

    def closing(self) -> dict[str, str]:
        words = {key: self._rng.choice(WORDS[key]) for key in ("strength", "one_change")}
        words |= {key: self._rng.choice(WORDS[key]) for key in ("partnership_learning", "system_cause")}
        return words | {"confidence": self._rng.choice(("sure", "sure", "fairly_sure"))}

    def _draw(self, fixed: Mapping[str, str]) -> Iterator[MarkGiven]:
        for item in self._form.items():
            answer = fixed.get(item.key, A_GOOD_ONE) if fixed else self._draw_answer(item)
            yield self._mark_of_item(item, answer)
        for principle in self._form.principles:
            answer = fixed.get(principle.key, A_GOOD_ONE) if fixed else self._choose(principle.key)
            yield self._mark_of_principle(principle, answer)

    def _draw_answer(self, item: Item) -> str:
        if item.na_reasons and item.critical is None and self._rng.random() < NA_SHARE:
            return "NA"
        if item.critical is Critical.SAFETY:
            return self._rng.choices(GRADES, SAFE)[0]
        return self._choose(item.key)

    def _choose(self, key: str) -> str:
        weights = self._quality
        if key in USUALLY_WEAK:
            weights = tuple(max(0, one + less) for one, less in zip(weights, WEAKER, strict=True))
        return self._rng.choices(GRADES, weights)[0]

    def _mark_of_item(self, item: Item, answer: str) -> MarkGiven:
        if answer == "NA":
            reason = next(one for one in item.na_reasons if not one.needs_text)
            return MarkGiven(key=item.key, answer=answer, na_reason=reason.code)
        unsafe = item.critical is Critical.SAFETY and answer not in GOOD
        return MarkGiven(
            key=item.key,
            answer=answer,
            evidence=self._evidence(item.key, answer),
            done_now=self._rng.choice(WORDS["done_now"]) if unsafe else "",
        )

    def _mark_of_principle(self, principle: Principle, answer: str) -> MarkGiven:
        seen = min(TICKS[answer], len(principle.good))
        ticks = {"good": ["seen"] * seen + [""] * (len(principle.good) - seen), "poor": []}
        evidence = self._evidence(principle.key, answer)
        return MarkGiven(key=principle.key, answer=answer, evidence=evidence, ticks=ticks)

    def _evidence(self, key: str, answer: str) -> str:
        if answer == "NE":
            return "Nothing in the record shows it; it may have been done and not written down."
        text: str = WORDS["good" if answer in GOOD else "weak"][key]
        return text

    def _near(self, mark: MarkGiven) -> MarkGiven:
        """One grade better or worse, with the words that fit."""
        if mark.key not in self._items or mark.answer not in {"2", "3", "4"}:
            return mark
        steps = {"2": ("3",), "3": ("2", "4"), "4": ("3",)}[mark.answer]
        return self._mark_of_item(self._items[mark.key], self._rng.choice(steps))

    def _pick(self, marks: Marks, count: int) -> list[str]:
        plain = [key for key, item in self._items.items() if item.critical is None and key in marks]
        return self._rng.sample(plain, count)

    def _agree(self, first: Marks, second: Marks) -> bool:
        answers = answers_of(first), answers_of(second)
        grades = tuple(working_of(self._form, one)["grade"] for one in answers)
        return agreement((grades[0], grades[1]), answers) is None
