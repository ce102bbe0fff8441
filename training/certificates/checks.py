"""What must be true of the ledger (docs/training.md I4); `flask portal check` prints each breach."""

from __future__ import annotations

from collections.abc import Iterator

from training.certificates import finding


def find_without_gate_facts() -> Iterator[str]:
    """No certificate without its gate facts: who holds a current one attended, and answered if it says so."""
    for certificate_id in finding.list_without_attendance():
        yield f"Certificate {certificate_id} was given to somebody who did not attend its event"
    for certificate_id in finding.list_without_answer():
        yield f"Certificate {certificate_id} says that an evaluation form was sent, but none was"


def find_other_codes() -> Iterator[str]:
    """What is printed is what the ledger finds."""
    for certificate_id in finding.list_with_other_code():
        yield f"Certificate {certificate_id} prints another code than the ledger keeps"
