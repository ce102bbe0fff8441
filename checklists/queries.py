"""Every read of checklists. What a version says is parsed once a process: it can never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from checklists.domain import Bank, FormKind, FormVersion, VersionState
from checklists.models import Checklist, ChecklistVersion
from checklists.schema import read_bank
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One row of the list of versions."""

    id: int
    name: str
    number: int
    state: VersionState
    published_at: datetime
    structure_hashes: dict[str, str]

    @property
    def kinds(self) -> list[FormKind]:
        return [kind for kind in FormKind if kind in self.structure_hashes]

    @property
    def title(self) -> str:
        return f"{self.name}, version {self.number}"


def list_versions(state: VersionState | None = None) -> Sequence[VersionLine]:
    """All versions, or those in one state: by checklist, newest first."""
    statement = (
        select(
            ChecklistVersion.id,
            Checklist.name,
            ChecklistVersion.number,
            ChecklistVersion.state,
            ChecklistVersion.published_at,
            ChecklistVersion.structure_hashes,
        )
        .join(Checklist, ChecklistVersion.checklist_id == Checklist.id)
        .order_by(Checklist.name, Checklist.id, ChecklistVersion.number.desc())
    )
    if state is not None:
        statement = statement.where(ChecklistVersion.state == state)
    return [VersionLine(*row) for row in db.session.execute(statement)]


def get_version(version_id: int) -> ChecklistVersion:
    """Raise `NotFound` when there is no such version."""
    version = db.session.get(ChecklistVersion, version_id)
    if version is None:
        raise NotFound
    return version


def find_version(key: str, number: int) -> ChecklistVersion | None:
    return db.session.scalar(
        select(ChecklistVersion)
        .join(Checklist, ChecklistVersion.checklist_id == Checklist.id)
        .where(Checklist.key == key, ChecklistVersion.number == number)
    )


def find_checklist(key: str) -> Checklist | None:
    return db.session.scalar(select(Checklist).where(Checklist.key == key))


def find_newest_published(key: str) -> ChecklistVersion | None:
    return db.session.scalar(
        select(ChecklistVersion)
        .join(Checklist, ChecklistVersion.checklist_id == Checklist.id)
        .where(Checklist.key == key, ChecklistVersion.state == VersionState.PUBLISHED)
        .order_by(ChecklistVersion.number.desc())
        .limit(1)
    )


def list_all_versions() -> Sequence[ChecklistVersion]:
    """Whole rows, for the invariant that nothing published was changed."""
    return db.session.scalars(select(ChecklistVersion).order_by(ChecklistVersion.id)).all()


def get_bank(version_id: int) -> Bank:
    """All that a version holds. Raise `NotFound` when there is no such version."""
    content_hash = db.session.scalar(
        select(ChecklistVersion.content_hash).where(ChecklistVersion.id == version_id)
    )
    if content_hash is None:
        raise NotFound
    return _bank(version_id, content_hash)


def get_form(version_id: int, kind: FormKind) -> FormVersion:
    """What one kind of form of a version asks. Raise `NotFound` when the version has no such form."""
    try:
        return get_bank(version_id).form(kind).in_words(chosen().grades)
    except KeyError as error:
        raise NotFound from error


@lru_cache(maxsize=64)
def _bank(version_id: int, content_hash: str) -> Bank:
    """The hash stands in the key, so that what is remembered is always what is stored."""
    definition = db.session.scalars(
        select(ChecklistVersion.definition).where(
            ChecklistVersion.id == version_id, ChecklistVersion.content_hash == content_hash
        )
    ).one()
    return read_bank(definition)
