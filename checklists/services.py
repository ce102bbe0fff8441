"""Changes to checklists: versions are published and never changed."""

from __future__ import annotations

from collections.abc import Iterator

from checklists import queries
from checklists.domain import Bank, VersionChanged
from checklists.models import Checklist, ChecklistVersion
from checklists.schema import read_bank
from checklists.versions import Shipped, content_hash, shipped_versions, structure_hash
from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM
from portal.kernel.db import db


def publish_shipped() -> list[ChecklistVersion]:
    """Publish every shipped version that is not there yet, and answer with the new ones. Safe to run twice.

    The portal does this by itself (set-up and the demo), so there is no actor to ask. Raises
    `VersionChanged` when a shipped file is no longer what was published under its number.
    """
    return [version for shipped in shipped_versions() if (version := _publish(shipped))]


def _publish(shipped: Shipped) -> ChecklistVersion | None:
    bank = shipped.bank
    published = queries.find_version(bank.checklist, bank.version)
    if published is not None:
        if published.content_hash != content_hash(shipped.canonical):
            raise VersionChanged(
                f"{bank.name}, version {bank.version} was changed after it was published. "
                "Put the file back and make the next version"
            )
        return None
    version = ChecklistVersion(
        checklist=_checklist(bank.checklist, bank.name),
        number=bank.version,
        definition=shipped.canonical,
        content_hash=content_hash(shipped.canonical),
        structure_hashes=_structure_hashes(bank),
        published_at=clock.now(),
    )
    db.session.add(version)
    after = {"version": version.number, "content_hash": version.content_hash}
    activity.record(SYSTEM, "checklist.published", version, before={}, after=after)
    return version


def _structure_hashes(bank: Bank) -> dict[str, str]:
    return {form.kind.value: structure_hash(bank.form(form.kind)) for form in bank.forms}


def _checklist(key: str, name: str) -> Checklist:
    """The checklist with this key, under the name of its newest version."""
    checklist = queries.find_checklist(key) or Checklist(key=key)
    checklist.name = name
    db.session.add(checklist)
    return checklist


def find_changed_versions() -> Iterator[str]:
    """A sentence for each version that is no longer what was published."""
    for version in queries.list_all_versions():
        if content_hash(version.definition) != version.content_hash:
            yield f"Version {version.id} of a checklist is not what was published"
        elif _structure_hashes(read_bank(version.definition)) != version.structure_hashes:
            yield f"Version {version.id} of a checklist has the structure hash of another"
