"""What may be shown of the answers of one event or of many (docs/training.md 4.7). Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from portal.people.domain import AgencyKind
from training.evaluation.domain.hiding import Look, Looks, Secrecy, shared
from training.evaluation.domain.questions import Questionnaire, Versions, differing
from training.evaluation.domain.results import Change, Distribution, distribution, paired_change
from training.evaluation.domain.words import OF_LEARNERS, EvaluationForm, Statement

# From which form to which a change is read.
STEPS = (
    (EvaluationForm.BEFORE, EvaluationForm.AFTER),
    (EvaluationForm.AFTER, EvaluationForm.LATER),
    (EvaluationForm.BEFORE, EvaluationForm.LATER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What nobody in particular answered on one form."""

    event_id: int
    pair_key: int
    form: EvaluationForm
    version: int
    kind: AgencyKind | None
    ratings: Mapping[str, int]
    will_change: str = ""
    comments: str = ""
    words_purged: bool = False
    promised: int = 0
    # Whether enough came with it to hide it from somebody who looks again after each.
    is_out: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """Answers of whole events of which nobody can be recognised, and how many events have too few."""

    answers: Sequence[Answer]
    events: int
    hidden: int
    # How many people must stand behind what is shown; the largest number that any of the forms promised.
    smallest: int

    @property
    def n(self) -> Mapping[EvaluationForm, int]:
        return {form: sum(one.form is form for one in self.answers) for form in EvaluationForm}

    def of_kind(self, kind: AgencyKind | None) -> Shown:
        found = [one for one in self.answers if one.kind is kind]
        return replace(self, answers=found)


def looks_of(answers: Iterable[Answer]) -> Looks:
    """How what each person sent looks to somebody who knows who was there, by the key that joins it."""
    forms: dict[int, set[EvaluationForm]] = {}
    kinds: dict[int, AgencyKind | None] = {}
    for one in answers:
        forms.setdefault(one.pair_key, set()).add(one.form)
        kinds[one.pair_key] = kinds.get(one.pair_key) or one.kind
    return {key: Look(frozenset(forms[key]), kinds[key]) for key in forms}


def indistinct(answers: Sequence[Answer], rules: Secrecy) -> Sequence[Answer]:
    """Of the answers of one event those that are shown, each among enough that look alike."""
    smallest = rules.group_for(one.promised for one in answers)
    answers = [one for one in answers if one.is_out]
    looks = shared(looks_of(answers), smallest)
    return [
        _of_kind(one, looks[one.pair_key].kind) for one in answers if one.form in looks[one.pair_key].forms
    ]


def _of_kind(one: Answer, kind: AgencyKind | None) -> Answer:
    return one if one.kind is kind else replace(one, kind=kind)


def shown(answers: Iterable[Answer], rules: Secrecy) -> Shown:
    """Event by event: whatever is made of whole events differs by whole groups. Answers come by event."""
    found: list[Answer] = []
    events = hidden = 0
    smallest = rules.smallest_group
    for _, group in groupby(answers, key=lambda one: one.event_id):
        of_event = list(group)
        smallest = max(smallest, rules.group_for(one.promised for one in of_event))
        kept = indistinct(of_event, rules)
        found += kept
        events += bool(kept)
        hidden += not kept
    return Shown(found, events, hidden, smallest)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one statement: how it was rated on each form, and how the ratings changed."""

    statement: Statement
    spreads: Mapping[EvaluationForm, Distribution]
    changes: Mapping[tuple[EvaluationForm, EvaluationForm], Change]
    # In which versions it was asked, where these answers are to several and not all of them ask it.
    only_in: str = ""


def versions_of(answers: Iterable[Answer]) -> Sequence[int]:
    """To which versions of the questions these are answers, the newest first."""
    return sorted({one.version for one in answers}, reverse=True)


def findings(answers: Sequence[Answer], versions: Versions) -> Sequence[Finding]:
    """One for each statement that was rated, whichever version asked it in the same words."""
    asking = [versions[number] for number in versions_of(answers)]
    statements = list(dict.fromkeys(statement for one in asking for statement in one.statements))
    rated = _rated(answers, asking, statements)
    return [
        _finding(statement, of_form, differing(statement, asking))
        for statement, of_form in zip(statements, rated, strict=True)
        if any(of_form.values())
    ]


# What was rated on each form, by the key that joins the forms of one person.
Rated = Mapping[EvaluationForm, dict[int, int]]


def _rated(
    answers: Iterable[Answer], asking: Iterable[Questionnaire], statements: Sequence[Statement]
) -> Sequence[Rated]:
    """One for each of these statements, in one pass: there may be tens of thousands of answers."""
    place = {statement: at for at, statement in enumerate(statements)}
    asked = {one.number: [(place[each], each.key) for each in one.statements] for one in asking}
    rated: list[Rated] = [{form: {} for form in EvaluationForm} for _ in statements]
    for one in answers:
        for at, key in asked[one.version]:
            rating = one.ratings.get(key)
            if rating is not None:
                rated[at][one.form][one.pair_key] = rating
    return rated


def _finding(statement: Statement, rated: Rated, only_in: str) -> Finding:
    spreads = {form: distribution(statement, rated[form].values()) for form in EvaluationForm if rated[form]}
    changes = {}
    for step in STEPS:
        first, then = rated[step[0]], rated[step[1]]
        change = paired_change([then[key] - first[key] for key in then if key in first])
        if change is not None:
            changes[step] = change
    return Finding(statement, spreads, changes, only_in)


def overall(
    answers: Sequence[Answer], versions: Versions
) -> Mapping[tuple[EvaluationForm, EvaluationForm], Change]:
    """How each person’s ratings of the same statements changed between two forms, on average."""
    paired = {number: _paired(versions[number]) for number in versions_of(answers)}
    rated: dict[EvaluationForm, dict[int, Mapping[str, int]]] = {form: {} for form in EvaluationForm}
    for one in answers:
        keys = one.ratings.keys() & paired[one.version]
        rated[one.form][one.pair_key] = {key: one.ratings[key] for key in keys}
    changes = {}
    for step in STEPS:
        first, then = rated[step[0]], rated[step[1]]
        of_each = [_difference(first[key], then[key]) for key in then if key in first]
        change = paired_change([one for one in of_each if one is not None])
        if change is not None:
            changes[step] = change
    return changes


def _paired(asked: Questionnaire) -> frozenset[str]:
    return frozenset(one.key for one in asked.statements if one.is_paired)


def _difference(first: Mapping[str, int], then: Mapping[str, int]) -> float | None:
    """The mean over statements on both forms: one that only one of them asks says nothing of change."""
    both = first.keys() & then.keys()
    return sum(then[key] - first[key] for key in both) / len(both) if both else None


def texts(answers: Sequence[Answer], versions: Versions) -> Mapping[tuple[EvaluationForm, str], list[str]]:
    """What people wrote, by form and question; in the order of the alphabet, which tells nothing."""
    said: dict[tuple[EvaluationForm, str], list[str]] = {}
    for form in OF_LEARNERS:
        for one in (each for each in answers if each.form is form):
            labels = versions[one.version].texts[form].both
            for label, text in zip(labels, (one.will_change, one.comments), strict=True):
                if text:
                    said.setdefault((form, label), []).append(text)
    return {heading: sorted(words) for heading, words in said.items()}
