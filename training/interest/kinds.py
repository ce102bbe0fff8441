"""The kind of letter about new dates, by what people call it, and what it may say."""

from __future__ import annotations

from collections.abc import Iterator

from portal.messages.kinds import MessageKind
from training.interest.domain import DATES

# What stands for each placeholder in a preview: about somebody who does not exist.
SAMPLE = {
    "first_name": "Sam",
    "course": "Early help: the whole family",
    "dates": "- 10 March 2026 at 9:30am\n- 12 March 2026 at 9:30am",
    "in_a_row": "10 March 2026 at 9:30am, 12 March 2026 at 9:30am",
    "course_page": "https://portal.example/training/courses/1",
    "is_one": "",
    "more": "",
}


def message_kinds() -> Iterator[MessageKind]:
    yield MessageKind(DATES, "New dates of a course they want", template=DATES, facts=SAMPLE)
