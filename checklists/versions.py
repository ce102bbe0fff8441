"""The versions that come with the portal, and the fingerprints by which versions are told apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checklists.domain import Bank, FormKind, FormVersion, Section
from checklists.schema import read_bank

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A version that comes with the portal: its canonical text and what it says."""

    canonical: str
    bank: Bank


def canonical(document: Any) -> str:  # noqa: ANN401  # whatever JSON holds
    """One spelling for the same content: sorted keys, no spaces (docs/audits.md 4.1, Hashes)."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(canonical_text: str) -> str:
    return hashlib.sha256(canonical_text.encode()).hexdigest()


def structure_hash(form: FormVersion) -> str:
    """The fingerprint of what decides a grade, so that wording may change and trends go on.

    It is taken of one kind of form, because a change to the dip sample leaves the full audit's trends alone.
    """
    structure = {
        "scale": [step.grade for step in form.bank.scale],
        "sections": [_structure(section) for section in form.sections],
        "principles": [
            {"key": principle.key, "na": sorted(reason.code for reason in principle.na_reasons)}
            for principle in form.principles
        ],
    }
    return content_hash(canonical(structure))


def _structure(section: Section) -> dict[str, object]:
    items = [
        {
            "key": item.key,
            "weight": item.weight,
            "critical": item.critical,
            "na": sorted(reason.code for reason in item.na_reasons),
        }
        for item in section.items
    ]
    return {"key": section.key, "weight": section.weight, "items": items}


def shipped_versions() -> Iterator[Shipped]:
    """Every version in `checklists/data`, by checklist and number."""
    for path in sorted(DATA.glob("*/*.json"), key=lambda path: (path.parent.name, int(path.stem))):
        text = canonical(json.loads(path.read_text("utf-8")))
        yield Shipped(canonical=text, bank=read_bank(text))


def shipped_form(kind: FormKind, checklist: str = "feha-audit") -> FormVersion:
    """The newest shipped version of a checklist."""
    newest = [version.bank for version in shipped_versions() if version.bank.checklist == checklist][-1]
    return newest.form(kind)
