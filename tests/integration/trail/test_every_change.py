"""No command changes anything without a word in the log; the few that may are named here, and why."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from portal.settings import ROOT
from tests.support.calls import PACKAGES, Function, functions, reached_from
from tests.support.logged import WITHOUT_DIFFERENCE

LOGS = {f"portal.kernel.activity.{name}" for name in ("record", "record_all", "record_each")}
ENTRIES = {"activity.record", "activity.record_all"}
WRITES = {
    *("db.session.add", "db.session.add_all", "db.session.delete"),
    *("sqlalchemy.insert", "sqlalchemy.update", "sqlalchemy.delete"),
    *(f"portal.kernel.bulk.{one}" for one in ("add_rows", "add_rows_for_ids", "write_rows")),
}


def _for(why: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, why)


# Each changes something that is no act upon a record, or is told elsewhere.
UNTOLD: Mapping[str, str] = {
    "training.changes.services.acting.apply_to": "Each act is logged by the room whose event it changes",
    **_for(
        "Follows from a change of a booking or an event, which its own room logs",
        "training.approvals.services.asking.close_letters",
        *(f"training.lost_places.services.{one}" for one in ("hear_of_move", "hear_of_waiver")),
        *(f"training.lost_places.services.noting.{one}" for one in ("hear_of_move", "hear_of_waiver")),
        *(f"training.shares.services.{one}.hear_of_change" for one in ("hearing", "holding")),
    ),
    **_for(
        "A message about what the log has already: its row says what and when",
        "training.approvals.services.telling.note",
        *(f"training.approvals.services.{one}remind" for one in ("", "asking.")),
        *(f"training.managers.services.{one}" for one in ("write_copies", "write_digests")),
        "training.digests.services.write_digests",
    ),
    **_for(
        "Follows from a post, certificate, course or requirement, whose own room logs it, or from a new day",
        *("training.requirements.services.setting.settle",),
        "training.requirements.services.setting.hear_of_course",
    ),
    "training.calendars.services.seal": "Part of a message that leaves: its row says what and when",
    **_for(
        "The times of the log would tell whose answers are whose",
        *(f"training.evaluation.services.{one}send_evaluation" for one in ("", "sending.")),
        *(f"training.evaluation.services.{one}answer_link" for one in ("", "managers.")),
        *(f"training.evaluation.services.order.{one}" for one in ("add_in_new_order", "replace_all")),
    ),
    **_for(
        "A message about what the log has already: its row says what and when, until the forms close",
        *(f"training.evaluation.services.{one}ask_managers" for one in ("", "managers.")),
    ),
    "portal.merging.services.suggest": "The nightly search: each pair says itself who found it, when and why",
    **_for(
        "A draft: every mark keeps its version, and handing it in is logged",
        *("audits.marking.services.marks.save_closing", "audits.marking.services.marks.save_marks"),
    ),
    **_for(
        "Signing in and out: everybody reads on a page of their own where they are signed in, and how",
        *(f"portal.accounts.services.sessions.{one}" for one in ("begin_session", "note_use")),
        "portal.accounts.services.sessions.end_all",
        "portal.accounts.services.signing_in.sign_in",
        *("portal.factors.services.links.use", "portal.factors.services.links.use_code"),
    ),
    **_for(
        "Asks the worker, which logs it when there is such an account: both take the same time",
        "portal.accounts.services.passwords.ask_for_link",
    ),
    **_for("The same password in a stronger hash", "portal.accounts.services.passwords.replace_hash"),
    **_for(
        "Part of a command that is logged as a whole",
        *(f"portal.factors.services.recovery.{one}" for one in ("forget", "make", "make_first")),
        *(f"portal.imports.services.{one}.write" for one in ("agencies", "schools")),
        "portal.factors.services.apps.forget_unneeded_codes",
    ),
    **_for(
        "Background work on a list that changes nothing in the register; taking it in, applying it and "
        "stopping it are logged",
        *(f"portal.imports.services.staging.{one}" for one in ("begin_reading", "finish_reading", "refuse")),
        *(f"portal.imports.services.staging.{one}" for one in ("forget_steps", "keep_batch", "keep_steps")),
        "portal.imports.services.staging.stopped",
    ),
    **_for(
        "Deletes what was kept long enough, as the page about retention says",
        *("portal.accounts.services.sessions.forget_sessions", "portal.factors.services.links.forget_old"),
        *("portal.imports.services.taking.purge", "portal.trail.services.forget_copies"),
    ),
    "portal.registrations.services.joining.ask": "A request counts once its address is confirmed, which is "
    "logged; whoever is known gets the same answer and the same work",
    "training.certificates.services.keeping.store_documents": "Made of certificates whose issue is logged, "
    "and never made anew",
    "portal.trail.services.keep_copy": "Asking for the copy is logged, and fetching it",
}


def writes_itself(one: Function) -> bool:
    return bool(one.calls & WRITES) or any(
        isinstance(target, ast.Attribute)
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
    )


def commands() -> set[str]:
    """Every public function of a room's services that changes something, itself or through others."""
    known = functions()
    return {
        name
        for name, one in known.items()
        if one.is_public
        and (".services." in name)
        and any(writes_itself(known[reached]) for reached in reached_from(name) & known.keys())
    }


def test_every_command_is_written_down():
    found = commands()
    assert len(found) > 80
    silent = {name for name in found if not reached_from(name) & LOGS}
    assert sorted(silent - UNTOLD.keys()) == []
    assert sorted(UNTOLD.keys() - silent) == [], "These do write into the log, or are gone"


def entries_without_difference() -> Iterator[str]:
    """Where an entry is written whose call names no before and after, as “file:line verb”."""
    for path in sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            named = {one.arg for one in call.keywords}
            if ast.unparse(call.func) not in ENTRIES or {"before", "after"} <= named or None in named:
                continue
            verb = call.args[1] if len(call.args) > 1 else None
            said = verb.value if isinstance(verb, ast.Constant) else "*"
            if said not in WITHOUT_DIFFERENCE:
                yield f"{path.relative_to(ROOT)}:{call.lineno} {said}"


def test_every_entry_says_what_was_and_what_is():
    """A call that hands on a mapping is looked at when a page writes it (`tests/support/client.py`)."""
    assert list(entries_without_difference()) == []


def test_reasons_for_no_difference_are_of_verbs_that_are_written():
    source = " ".join(path.read_text() for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    assert [verb for verb in WITHOUT_DIFFERENCE if f'"{verb}"' not in source] == []
