"""What must be true of every submitted audit; `flask portal check` prints each breach."""

from __future__ import annotations

from collections.abc import Iterator

from audits.marking.domain import answers_of
from audits.marking.queries import audits as queries
from audits.marking.working import fingerprint, working_of
from checklists import queries as checklist_queries


def find_changed_marks() -> Iterator[str]:
    """Marks are frozen at submission: their fingerprint must be the one taken then."""
    for audit, marks in queries.each_submitted():
        now = fingerprint(
            marks.values(), safety=[audit.unsafe_child, audit.unsafe_done], closing=audit.closing
        )
        if now != audit.marks_hash:
            yield f"Audit {audit.id} was changed after it was submitted"


def find_wrong_workings() -> Iterator[str]:
    """The grade shown is the grade that the marks give."""
    for audit, marks in queries.each_submitted():
        form = queries.get_form(audit)
        working = working_of(form, answers_of(marks))
        stored = {"words": working["words"], **(audit.working or {})}
        if stored != working or audit.grade != working["grade"]:
            yield f"Audit {audit.id} shows grade {audit.grade}, but its marks give {working['grade']}"
        version = checklist_queries.get_version(audit.checklist_version_id)
        if audit.content_hash != version.content_hash:
            yield f"Audit {audit.id} was marked on a checklist that has been changed since"
