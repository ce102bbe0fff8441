"""What markers and safeguarding leads fill in. Marks are read as they come: a draft is never refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from audits.marking.domain import (
    AlertOutcome,
    Decide,
    Decline,
    DeclineReason,
    MarkGiven,
    SaveClosing,
    SaveSafety,
)
from checklists.domain import FormVersion, Principle
from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovRadios,
    GovSubmit,
    GovTextArea,
    choices,
    stripped,
)

Posted = MultiDict[str, str]
LONGEST_NOTE = 500
# No answer is longer than this: "NE", or the code of a reason.
LONGEST_WORD = 40
GOOD_TICKS = ("seen", "partly")
KEEP_SAVED = "saved"


def read_words(posted: Posted, name: str) -> str:
    """Free text as it is kept: one kind of line break, no spaces around, nothing the database refuses."""
    return posted.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()


def read_code(posted: Posted, name: str) -> str:
    return read_words(posted, name)[:LONGEST_WORD]


def read_version(posted: Posted) -> int:
    """The audit's version when the page was shown; 0, which is older than any, for nonsense."""
    typed = posted.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < LONGEST_WORD else 0


def read_marks(posted: Posted, form: FormVersion, keys: Iterable[str]) -> tuple[MarkGiven, ...]:
    """Everything put down for these items and principles."""
    principles = {principle.key: principle for principle in form.principles}
    return tuple(_read_mark(posted, key, principles.get(key)) for key in keys)


def _read_mark(posted: Posted, key: str, principle: Principle | None) -> MarkGiven:
    return MarkGiven(
        key=key,
        answer=read_code(posted, key),
        na_reason=read_code(posted, f"{key}-reason"),
        na_text=read_words(posted, f"{key}-reason-text"),
        evidence=read_words(posted, f"{key}-evidence"),
        done_now=read_words(posted, f"{key}-done-now"),
        ticks=_read_ticks(posted, principle) if principle else {},
        why=read_words(posted, f"{key}-why"),
    )


def _read_ticks(posted: Posted, principle: Principle) -> Mapping[str, Sequence[object]]:
    """Empty when nothing was ticked, so that an untouched page changes nothing."""
    good = [read_code(posted, f"{principle.key}-good-{place}") for place in range(len(principle.good))]
    good = [tick if tick in GOOD_TICKS else "" for tick in good]
    ticked = set(posted.getlist(f"{principle.key}-poor"))
    poor = [place for place in range(len(principle.poor)) if str(place) in ticked]
    return {"good": good, "poor": poor} if any(good) or poor else {}


def read_kept(posted: Posted, keys: Iterable[str]) -> frozenset[str]:
    """The answers for which, shown both texts, the marker chose the one that was saved."""
    return frozenset(key for key in keys if posted.get(f"keep-{key}") == KEEP_SAVED)


def read_closing(posted: Posted, form: FormVersion, audit_id: int) -> SaveClosing:
    keys = [question.key for question in form.bank.closing]
    return SaveClosing(
        audit_id=audit_id,
        version=read_version(posted),
        answers={key: read_words(posted, key) for key in keys},
        keep_saved=read_kept(posted, keys),
    )


def read_safety(posted: Posted, form: FormVersion, audit_id: int) -> SaveSafety:
    """An answer that the question does not offer is no answer."""
    question = form.bank.unsafe_child
    answer = read_code(posted, question.key)
    offered = {option.code for option in question.options}
    return SaveSafety(
        audit_id=audit_id, answer=answer if answer in offered else "", done=read_words(posted, "done")
    )


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One message, shaped as the error summary reads a field."""

    id: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class PageProblems:
    """The problems of a page whose fields are no WTForms fields, shaped as the layout reads a form."""

    problems: tuple[FieldProblem, ...]
    form_errors: Sequence[str] = field(default=())

    @property
    def errors(self) -> bool:
        return bool(self.problems or self.form_errors)

    def __iter__(self) -> Iterator[FieldProblem]:
        return iter(self.problems)


class DeclineForm(CommandForm):
    reason = RadioField(
        "Why are you handing it back?",
        choices=choices((reason.value, reason.label) for reason in DeclineReason),
        validators=[DataRequired("Select why you are handing it back")],
        widget=GovRadios(),
    )
    note = TextAreaField(
        "Is there anything the coordinator should know? (optional)",
        description="Do not name the family",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message="The note must be 500 characters or fewer")],
        widget=GovTextArea(rows=3),
    )
    submit = SubmitField("Hand it back", widget=GovSubmit())

    def to_command(self, allocation_id: int) -> Decline:
        return Decline(
            allocation_id=allocation_id, reason=DeclineReason(self.reason.data), note=self.note.data or ""
        )


class SubmitForm(CommandForm):
    identifiers_checked = BooleanField(
        "I have checked these. None of them identifies a child or a family", widget=GovCheckboxes()
    )
    submit = SubmitField("Submit this audit", widget=GovSubmit())


class OutcomeForm(CommandForm):
    outcome = RadioField(
        "What was decided?",
        choices=lambda: choices((outcome.value, outcome.label) for outcome in AlertOutcome),
        validators=[DataRequired("Select what was decided")],
        widget=GovRadios(),
    )
    note = TextAreaField(
        "A note for the auditor (optional)",
        description="They see the outcome and this note. Do not name the family",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message="The note must be 500 characters or fewer")],
        widget=GovTextArea(rows=3),
    )
    submit = SubmitField("Record the outcome", widget=GovSubmit())

    def to_command(self, alert_id: int) -> Decide:
        return Decide(alert_id=alert_id, outcome=AlertOutcome(self.outcome.data), note=self.note.data or "")
