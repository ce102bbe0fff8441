"""Whether what a request changed stands in the activity log, so that no command is left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from portal.trail.sentences import OPENED

CHANGED = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
LOG = "activity"
# Tables whose changes are no acts upon a record, each with the reason why the log need not be told.
NO_RECORDS: Mapping[str, str] = {
    "account_session": "Everybody reads on a page of their own where they are signed in",
    "outgoing_message": "The outbox is itself a list of what was sent, and when",
    "sign_in_throttle": "Counts attempts by keyed hashes and names nobody",
    "work": "What is done in the background is logged when it is asked for or done",
}
# Pages that change records without a word in the log, by endpoint, each with the reason.
SILENT_PAGES: Mapping[str, str] = {
    "accounts.sign_in": "The same password in a stronger hash",
    **dict.fromkeys(
        ("factors.confirm", "factors.confirm_with_passkey", "factors.sign_in_with_passkey"),
        "Signing in: that a code or a key was used is said by the session that begins",
    ),
    **dict.fromkeys(
        ("factors.use_link", "factors.type_link_code"),
        "Signing in: sending the link is logged, and the session that begins says when it was used",
    ),
    "registrations.ask_to_join": "A request counts once its address is confirmed, which is logged",
    **dict.fromkeys(
        ("evaluation.answer_link", "evaluation.send"),
        "The times of the log would tell whose answers are whose",
    ),
    **dict.fromkeys(
        ("marking.closing", "marking.good_help", "marking.safety", "marking.section"),
        "A draft: every mark keeps its version, and handing it in is logged",
    ),
}
# Entries that say no before and after, each verb with the reason why there is none to say.
WITHOUT_DIFFERENCE: Mapping[str, str] = {
    **dict.fromkeys(OPENED, "A record was read, and stays as it was"),
    **dict.fromkeys(
        ("export_people", "export_consultations", "export_requirements", "export_registrations"),
        "A list was read, and stays as it was",
    ),
    **dict.fromkeys(
        ("ask_for_password_link", "send_sign_in_link"),
        "A letter was sent; what its link changes is an entry of its own",
    ),
    "reach_nobody": "A letter was not sent: nothing changed",
    "refuse_copied_passkey": "A way in was refused: nothing changed",
    "take_register": "Each mark on the register is an entry of its own, with what it was",
}


class Units:
    """The tables that each finished transaction changed; what was rolled back never happened."""

    def __init__(self) -> None:
        # Verbs of entries that do not say what was and what is, though they should.
        self.bare: set[str] = set()
        self.finished: list[set[str]] = []
        self._open: list[set[str]] = []

    def hear(self, statement: str) -> None:
        if statement.startswith("SAVEPOINT"):
            self._open.append(set())
        elif statement.startswith("ROLLBACK TO"):
            self._open[-1:] = []
        elif statement.startswith("RELEASE"):
            self._release()
        elif (found := CHANGED.match(statement)) and self._open:
            self._open[-1].add(found[1].lower())

    def read(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Look at rows on their way into the log."""
        bare = {one["verb"] for one in entries if not {"before", "after"} <= one["details"].keys()}
        self.bare |= bare - WITHOUT_DIFFERENCE.keys()

    def _release(self) -> None:
        done = self._open.pop()
        if self._open:
            self._open[-1] |= done
        else:
            self.finished.append(done)

    def untold(self) -> list[list[str]]:
        """What a transaction changed and the log was not told of."""
        silent = [one for one in self.finished if LOG not in one]
        return [sorted(left) for one in silent if (left := one - NO_RECORDS.keys() - _noted_with(one))]


def _noted_with(changed: set[str]) -> set[str]:
    """With a session that begins the account notes when it was last used."""
    return {"account"} if "account_session" in changed else set()


@contextmanager
def watched_units() -> Iterator[Units]:
    """The transactions of whatever runs in this block, as the tests keep them apart: one savepoint each."""
    units = Units()

    def record(
        _connection: object, _cursor: object, statement: str, _values: object, context: Any, _many: object
    ) -> None:
        units.hear(statement)
        if (found := CHANGED.match(statement)) and found[1].lower() == LOG:
            units.read(one for one in context.compiled_parameters if "verb" in one)

    event.listen(Engine, "before_cursor_execute", record)
    try:
        yield units
    finally:
        event.remove(Engine, "before_cursor_execute", record)
