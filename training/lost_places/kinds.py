"""The kinds of letter about a place that was lost, by what people call them, and what each may say."""

from __future__ import annotations

from collections.abc import Iterator

from portal.kernel.outbox import ONE_TIME_LINK
from portal.messages.kinds import MessageKind

ASKED = "no_show_asked"
MANAGER = "no_show_manager"
LEAD = "no_show_lead"
DECIDED = "no_show_decided"

# What stands for each placeholder in a preview: about somebody who does not exist.
_SAMPLE = {
    "name": "Sam Taylor",
    "course": "Early help: the whole family",
    "code": "GHP-0042",
    "when": "3 March 2026 at 9:30am",
}
_ASKING = {
    "count": "2",
    "months": "12 months",
    "excused_until": "10 March 2026",
    "is_first": "",
    "is_told": "yes",
    "is_barred": "",
}
_TO_THEM = _SAMPLE | {"first_name": "Sam"}
_TO_OTHERS = _SAMPLE | {"reader": "Alex"}


def message_kinds() -> Iterator[MessageKind]:
    asked = {"link": ONE_TIME_LINK, "link_until": "4 April 2026", "help": "01904 555 000"}
    yield MessageKind(ASKED, "Asked why they did not come", ASKED, _TO_THEM | asked | _ASKING)
    why = {"link": "https://portal.example/bookings/1/why"}
    yield MessageKind(MANAGER, "Manager told that somebody did not come", MANAGER, _TO_OTHERS | why | _ASKING)
    people = {"link": "https://portal.example/training/lost-places/people", "count": "2"}
    people |= {"months": "12 months", "bar_from": "3", "is_barred": ""}
    yield MessageKind(LEAD, "Agency’s lead told of a lost place", LEAD, _TO_OTHERS | people, has_text=False)
    came = {"link": "https://portal.example/my-training/lost-places", "note": "Thank you for telling us"}
    came |= {"accepted": "yes", "refused": ""}
    yield MessageKind(DECIDED, "What came of a missed event", DECIDED, _TO_THEM | came)
