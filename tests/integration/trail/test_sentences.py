"""Every verb that anything writes into the log has a sentence, and every kind of record a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from portal.kernel.db import Model
from portal.settings import ROOT
from portal.trail.sentences import OPENED, SENTENCES, sentence
from portal.trail.things import OF_CASES, THINGS
from training.bookings.domain import BookingStatus

WRITERS = {"record", "record_all", "record_opening", "record_openings"}


def modules() -> Iterator[Path]:
    for package in ("portal", "checklists", "training", "audits"):
        yield from (ROOT / package).rglob("*.py")


def verbs_written() -> set[str]:
    """The second argument of every call that writes into the log, where it is a plain word."""
    found = set()
    for module in modules():
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) > 1:
                verb = node.args[1]
                if node.func.attr in WRITERS and isinstance(verb, ast.Constant):
                    found.add(str(verb.value))
    return found


def test_every_verb_has_a_sentence():
    assert len(verbs_written()) > 40
    assert sorted(verbs_written() - SENTENCES.keys()) == []


def test_every_change_of_a_booking_has_one():
    assert {status.value for status in BookingStatus} & {"booked", "waiting", "withdrawn", "removed"} <= set(
        SENTENCES
    )


def test_every_sentence_reads_whatever_the_details_hold():
    for verb in SENTENCES:
        said = sentence(verb, {"thing": "course 7", "whom": "Ann Lead"})
        assert "{" not in said, verb
    assert set(OPENED) <= set(SENTENCES)


def test_things_are_tables_and_lead_somewhere(app):
    tables = {mapper.local_table.name for mapper in Model.registry.mappers}
    assert set(THINGS) <= tables
    assert set(THINGS) >= OF_CASES
    for thing in THINGS.values():
        assert not thing.endpoint or thing.endpoint in app.view_functions, thing
