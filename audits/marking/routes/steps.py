"""The way through the marking form: its pages in order, what is done on each, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from audits.marking.domain import MarkGiven, StaleForm, submission_of
from audits.marking.forms import FieldProblem, PageProblems
from audits.marking.queries.audits import AuditFacts
from checklists.domain import FormVersion
from checklists.guard import Problem, problems
from portal.kernel import clock, text

LATER = "later"
BACK = "back"


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form. `keys` are the items and principles that it asks."""

    slug: str
    title: str
    url: str
    number: int
    of: int
    previous: str
    following: str
    keys: tuple[str, ...]

    def after(self, button: str) -> str:
        """Where the button leads once the page is saved."""
        if button == LATER:
            return url_for("marking.my_audits")
        return self.previous if button == BACK else self.following


def list_steps(form: FormVersion, audit_id: int) -> Sequence[Step]:
    """Safety first, the sections, Good Help, the closing questions; then the page to check and submit."""
    # Twelve addresses for every page: one is asked for, the others hang on it.
    base = url_for("marking.audit", audit_id=audit_id)
    pages: list[tuple[str, str, str, tuple[str, ...]]] = [
        ("safety", "Is a child unsafe?", f"{base}/safety", ())
    ]
    for section in form.sections:
        keys = tuple(item.key for item in section.items)
        pages.append((section.key, section.title, f"{base}/sections/{section.key}", keys))
    pages.append(("good-help", "Good Help principles", f"{base}/good-help", form.principle_keys()))
    pages.append(("closing", "Closing questions", f"{base}/closing", ()))
    urls = [base, *(page[2] for page in pages), f"{base}/submit"]
    return [
        Step(slug, title, here, place, len(pages), urls[place - 1], urls[place + 1], keys)
        for place, (slug, title, here, keys) in enumerate(pages, 1)
    ]


def get_step(form: FormVersion, audit_id: int, slug: str) -> Step:
    return next(step for step in list_steps(form, audit_id) if step.slug == slug)


def key_of(problem: Problem) -> str:
    """The item or principle that a problem's field belongs to."""
    return problem.field.partition("-")[0]


def problems_on(
    form: FormVersion, marks: Mapping[str, MarkGiven], keys: Collection[str], *, everything: bool
) -> dict[str, str]:
    """Messages by field. Without `everything`, of those only that the marker has begun to answer."""
    found = problems(form, submission_of(form, marks, ""))
    begun = {key for key in keys if everything or (key in marks and not marks[key].is_empty)}
    return {problem.field: problem.message for problem in found if key_of(problem) in begun}


def summary(messages: Mapping[str, str], stale: Collection[str] = ()) -> PageProblems:
    """What the error summary at the top of a page lists."""
    listed = [FieldProblem(f"keep-{key}", (f"{StaleForm.message} for {key}",)) for key in sorted(stale)]
    listed += [FieldProblem(name, (message,)) for name, message in messages.items()]
    return PageProblems(tuple(listed))


def linked(form: FormVersion, audit_id: int, found: Sequence[Problem]) -> list[tuple[str, str]]:
    """Each problem's words and the address of the very field, on whichever page it is."""
    pages = {key: step for step in list_steps(form, audit_id) for key in step.keys}
    first = list_steps(form, audit_id)[0]
    return [
        (problem.message, f"{pages.get(key_of(problem), first).url}?check=yes#{problem.field}")
        for problem in found
    ]


def saved_words(facts: AuditFacts) -> str:
    """As in "Saved at 2:32pm"."""
    if facts.saved_at is None:
        return "Not saved yet"
    if clock.in_london(facts.saved_at).date() == clock.today():
        return f"Saved at {text.clock_time(facts.saved_at)}"
    return f"Saved on {text.moment(facts.saved_at)}"


@dataclass(frozen=True, slots=True)
class Progress:
    """A line of the task list."""

    step: Step
    word: str
    colour: str


def progress_of(step: Step, marks: Mapping[str, MarkGiven], found: Sequence[Problem]) -> Progress:
    """How far a page of marks is. "Done" means that nothing on it stands in the way of submitting."""
    given = sum(bool(marks[key].answer) for key in step.keys if key in marks)
    open_here = sum(key_of(problem) in step.keys for problem in found)
    if not open_here:
        return Progress(step, "Done", "green")
    if given == len(step.keys):
        return Progress(step, "Needs attention", "yellow")
    if given:
        return Progress(step, f"{given} of {len(step.keys)} graded", "light-blue")
    return Progress(step, "Not started", "blue")
