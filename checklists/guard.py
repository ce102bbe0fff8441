"""What stands between a draft and its submission (docs/audits.md R2 and R3). Saving a draft is never refused.

Each problem carries the key of the field to fix, so that the error summary can link to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checklists.domain import (
    Answer,
    Choice,
    Critical,
    EvidenceRule,
    FormVersion,
    Item,
    Principle,
)
from checklists.good_help import Ticks, asks_why

NEEDS_EVIDENCE = frozenset({Answer.ONE, Answer.NOT_EVIDENCED, Answer.FOUR})


@dataclass(frozen=True, slots=True)
class Given:
    """All that a marker gave for one item or principle. `ticks` and `why` belong to principles."""

    answer: Answer = Answer.BLANK
    evidence: str = ""
    na_reason: str = ""
    na_text: str = ""
    done_now: str = ""
    ticks: Ticks | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """`given` is by item or principle key; `unsafe_child` is the code of the option chosen."""

    given: Mapping[str, Given] = field(default_factory=dict)
    unsafe_child: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    field: str
    message: str


def problems(form: FormVersion, submission: Submission) -> tuple[Problem, ...]:
    """Everything that keeps these answers from being submitted, in the order of the form."""
    return (
        *_unsafe_problems(form, submission),
        *(
            problem
            for item in form.items()
            for problem in _item_problems(form, item, submission.given.get(item.key, Given()))
        ),
        *(
            problem
            for principle in form.principles
            for problem in _principle_problems(form, principle, submission.given.get(principle.key, Given()))
        ),
    )


def _unsafe_problems(form: FormVersion, submission: Submission) -> Iterator[Problem]:
    question = form.bank.unsafe_child
    if submission.unsafe_child not in {option.code for option in question.options}:
        yield Problem(question.key, "Say whether a child may be unsafe")


def _item_problems(form: FormVersion, item: Item, given: Given) -> Iterator[Problem]:
    if given.answer is Answer.NOT_ASKED:
        return
    if given.answer is Answer.BLANK:
        yield Problem(item.key, f"Choose a grade for {item.key} {item.label}")
        return
    if given.answer is Answer.NOT_APPLICABLE:
        yield from _na_problems(item.key, item.label, item.na_reasons, given)
        return
    always = item.evidence is EvidenceRule.ALWAYS
    if (always or given.answer in NEEDS_EVIDENCE) and not given.evidence.strip():
        yield Problem(f"{item.key}-evidence", f"Say what you saw for {item.key} {item.label}")
    points = given.answer.points or 0
    unsafe = item.critical is Critical.SAFETY and points <= form.rules.done_now_at_or_below
    if unsafe and not given.done_now.strip():
        yield Problem(f"{item.key}-done-now", f"Say what was done now about {item.key} {item.label}")


def _principle_problems(form: FormVersion, principle: Principle, given: Given) -> Iterator[Problem]:
    if given.answer is Answer.NOT_ASKED:
        return
    if given.answer is Answer.BLANK:
        yield Problem(principle.key, f"Choose a grade for {principle.title}")
        return
    if given.answer is Answer.NOT_APPLICABLE:
        yield from _na_problems(principle.key, principle.title, principle.na_reasons, given)
        return
    if not given.evidence.strip():
        yield Problem(f"{principle.key}-evidence", f"Say what you saw for {principle.title}")
    ticks = given.ticks or Ticks(0, 0, 0, 0)
    if asks_why(given.answer, ticks, form.rules.good_help) and not given.why.strip():
        yield Problem(
            f"{principle.key}-why", f"Say why your grade for {principle.title} is far from your ticks"
        )


def _na_problems(key: str, label: str, reasons: tuple[Choice, ...], given: Given) -> Iterator[Problem]:
    """R2: only with a listed reason, and with words where the reason asks for them."""
    if not reasons:
        yield Problem(key, f"{label} cannot be not applicable")
        return
    chosen = {reason.code: reason for reason in reasons}.get(given.na_reason)
    if chosen is None:
        yield Problem(f"{key}-reason", f"Choose why {label} does not apply")
    elif chosen.needs_text and not given.na_text.strip():
        yield Problem(f"{key}-reason-text", f"Say in words why {label} does not apply")
