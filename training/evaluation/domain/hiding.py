"""How many people must stand behind everything that is kept and shown (docs/training.md 4.7). Plain Python.

What somebody sent about an event has a look: which forms, and from which kind of agency. Whoever knows who
was there, for whom they work and who has answered could tell the one answer of a look that only one of them
can have. So a look that fewer than five share is made plainer until it is not rare: the kind of agency goes
first, then the forms before and later that are joined to the one after; what is still rare goes altogether.
As every view is made of whole looks, no view taken from another leaves fewer than five people either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.rules import Unit, adjustable, amount
from portal.people.domain import AgencyKind
from training.evaluation.domain.words import ONLY_AFTER, EvaluationForm

# Fewer people than these are never a group (docs/training.md 4.7).
LEAST = 5


@adjustable("evaluations", "Evaluations")
@dataclass(frozen=True, slots=True)
class Secrecy:
    """How many people must stand behind what is shown about a group; never fewer than five."""

    smallest_group: int = amount(
        LEAST,
        Unit.PEOPLE,
        within=(LEAST, 50),
        label="Answers are shown from",
        says="Fewer could be recognised. The form promises this number: answers that came in under a higher "
        "one stay hidden until as many are there, so that a lower number only counts for events to come",
    )

    def may_show(self, answers: int) -> bool:
        return answers >= self.smallest_group

    def group_for(self, promised: Iterable[int]) -> int:
        """From how many answers on a group is shown whose forms promised these numbers."""
        return max(self.smallest_group, *promised, 0)


@adjustable("kept-evaluations", "How long evaluations are kept", retention=True)
@dataclass(frozen=True, slots=True)
class EvaluationsKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    words: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(4, 104),
        label="What people wrote",
        says="So long after an event the words of its evaluations are blanked. Ratings stay",
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What tells what one person sent from what others sent."""

    forms: frozenset[EvaluationForm]
    kind: AgencyKind | None = None

    @property
    def order(self) -> tuple[list[EvaluationForm], str]:
        """Any order will do, as long as it is always the same."""
        return sorted(self.forms), self.kind or ""


PLAIN = Look(ONLY_AFTER)
GONE = Look(frozenset())
Looks = Mapping[int, Look]


def shared(looks: Looks, smallest: int) -> Looks:
    """The same looks made plainer, by key, until each is shared by so many or is `GONE`.

    Where others have to look plainer to hide somebody, as few as will do: those with the lowest keys, which
    are random.
    """
    kept = dict(looks)
    while True:
        sizes = Counter(kept.values())
        rare = [one for one, size in sizes.items() if size < smallest and one != GONE]
        if not rare:
            return kept
        one = _smallest(rare, sizes)
        fuller = _fuller(one, sizes)
        if not fuller:
            source, target, count = one, _plainer(one), sizes[one]
        else:
            source, count = _to_give_up(fuller, sizes, smallest, smallest - sizes[one])
            target = one
        moved = sorted(key for key, look in kept.items() if look == source)[:count]
        kept |= dict.fromkeys(moved, target)


def _fuller(rare: Look, sizes: Counter[Look]) -> Sequence[Look]:
    """What could be made plainer so that it looks like this, which has nothing to give up but its forms."""
    if rare.kind is not None:
        return ()
    of_a_kind = [one for one in sizes if one.forms == rare.forms and one.kind is not None]
    if of_a_kind or rare != PLAIN:
        return of_a_kind
    return [one for one in sizes if EvaluationForm.AFTER in one.forms and one != PLAIN]


def _plainer(rare: Look) -> Look:
    if rare.kind is not None:
        return Look(rare.forms)
    return PLAIN if EvaluationForm.AFTER in rare.forms and rare != PLAIN else GONE


def _to_give_up(
    fuller: Sequence[Look], sizes: Counter[Look], smallest: int, missing: int
) -> tuple[Look, int]:
    """Some of a look that enough share after that, or else all of the smallest."""
    largest = max(fuller, key=lambda one: (sizes[one], one.order))
    if sizes[largest] - missing >= smallest:
        return largest, missing
    least = _smallest(fuller, sizes)
    return least, sizes[least]


def _smallest(looks: Iterable[Look], sizes: Counter[Look]) -> Look:
    return min(looks, key=lambda one: (sizes[one], one.order))
