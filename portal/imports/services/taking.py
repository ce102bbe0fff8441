"""A file comes in, its columns are named, it is stopped or thrown away. Callers commit."""

from __future__ import annotations

from sqlalchemy import delete

from portal.imports.domain import (
    Choices,
    Coverage,
    ImportKind,
    ImportState,
    NameColumns,
    NotThere,
    SourceIsChosen,
    SourceNeedsName,
    TakeFile,
    WholeNeedsAgency,
)
from portal.imports.models import (
    FileChunk,
    FileImport,
    ImportProblem,
    ImportRow,
    ImportSource,
    ImportStep,
)
from portal.imports.queries import files
from portal.imports.reading import mapping, schools
from portal.imports.reading.packing import PackedFile
from portal.kernel import activity, clock, work
from portal.kernel.access import Actor, Permission, require
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.kernel.text import folded

READ, APPLY = "imports.read", "imports.apply"
LONGEST_SOURCE = 80


def take_file(actor: Actor, command: TakeFile, packed: PackedFile) -> FileImport:
    """Keep the file until its columns are named. Nothing of the register changes yet.

    Raises `SourceNeedsName`, `SourceIsChosen`, `WholeNeedsAgency` or `UnknownDistrict`.
    """
    _require_scope(actor, command)
    schools.districts(command.choices)
    if command.choices.coverage is Coverage.WHOLE and command.choices.agency_id is None:
        raise WholeNeedsAgency
    source = _source(actor, command)
    source.choices, source.used_at = command.choices.as_json(), clock.now()
    taken = _as_taken(actor, command, packed, source)
    db.session.add(taken)
    activity.record(
        actor,
        "take_file",
        taken,
        kind=taken.kind.value,
        sha256=taken.sha256,
        before={},
        after={"state": ImportState.RECEIVED.value},
    )
    pieces = enumerate(packed.pieces)
    add_rows(FileChunk, ({"import_id": taken.id, "number": place, "data": data} for place, data in pieces))
    return taken


def _as_taken(actor: Actor, command: TakeFile, packed: PackedFile, source: ImportSource) -> FileImport:
    return FileImport(
        source=source,
        kind=command.kind,
        agency_id=_scope(command),
        actor_id=actor.person_id,
        is_by_lead=files.led_agencies(actor) is not None,
        file_name=packed.name,
        sha256=packed.sha256,
        message=packed.note,
        state=ImportState.RECEIVED,
        at=clock.now(),
        headings=list(packed.headings),
        samples=[list(cells) for cells in packed.samples],
        mapping=mapping.proposed(command.kind, packed.headings, source.mapping or {}),
        choices=command.choices.as_json(),
    )


def _require_scope(actor: Actor, command: TakeFile) -> None:
    """A lead may bring in their own agency's workforce, and only as theirs."""
    require(actor, Permission.IMPORT_RUN, _Subject(_scope(command)))


def _scope(command: TakeFile) -> int | None:
    return command.choices.agency_id if command.kind is ImportKind.WORKFORCE else None


class _Subject:
    """What an import that does not exist yet is about."""

    def __init__(self, agency_id: int | None) -> None:
        self.agency_id = agency_id


def _source(actor: Actor, command: TakeFile) -> ImportSource:
    name = command.source_name.strip()[:LONGEST_SOURCE]
    if command.source_id is not None:
        chosen = files.get_source(actor, command.kind, command.source_id)
        if name and folded(name) != folded(chosen.name):
            raise SourceIsChosen
        return chosen
    if not name:
        raise SourceNeedsName
    owner = None if files.led_agencies(actor) is None else _scope(command)
    known = files.find_source(command.kind, name, owner)
    if known is not None:
        return known
    made = ImportSource(kind=command.kind, name=name, agency_id=owner, mapping={}, used_at=clock.now())
    db.session.add(made)
    return made


def name_columns(actor: Actor, command: NameColumns) -> FileImport:
    """Remember which column holds what, and have the file read.

    Raises `ColumnMissing`, `ColumnTwice` or `NotThere`.
    """
    taken = _get(actor, command.import_id)
    if taken.state is not ImportState.RECEIVED:
        raise NotThere
    chosen = {name: heading for name, heading in command.mapping.items() if heading in taken.headings}
    mapping.check(taken.kind, chosen, has_agency=taken.chosen.agency_id is not None)
    source = db.session.get_one(ImportSource, taken.source_id)
    source.mapping = taken.mapping = chosen
    before, taken.state = taken.state, ImportState.READING
    _set_to_work(taken, READ)
    _log(actor, "name_columns", taken, before)
    return taken


def _set_to_work(taken: FileImport, task: str) -> None:
    made = work.defer(task, import_id=taken.id)
    db.session.flush()
    taken.work_id = made.id


def stop(actor: Actor, import_id: int) -> None:
    """End what is being read or applied; what was begun is rolled back. Raises `NotThere`."""
    taken = _get(actor, import_id, lock=False)
    if not taken.state.is_at_work or taken.work_id is None:
        raise NotThere
    work.ask_to_stop(taken.work_id)
    before, after = {"state": taken.state.value}, {"state": "asked to stop"}
    activity.record(actor, "stop_import", taken, before=before, after=after)


def discard(actor: Actor, import_id: int) -> None:
    """Throw a file away; its rows are gone at once. Raises `NotThere` for one that is applied or at work."""
    taken = _get(actor, import_id)
    if taken.state is ImportState.APPLIED or is_at_work(taken):
        raise NotThere
    before, taken.state = taken.state, ImportState.DISCARDED
    purge(taken)
    _log(actor, "discard_import", taken, before)


def _log(actor: Actor, verb: str, taken: FileImport, before: ImportState) -> None:
    activity.record(actor, verb, taken, before={"state": before.value}, after={"state": taken.state.value})


def is_at_work(taken: FileImport) -> bool:
    """Whether somebody still works on it, or will: work that failed for good is nobody's."""
    return taken.state.is_at_work and not is_over(files.find_work(taken.work_id))


def is_over(at: work.Work | None) -> bool:
    """Whether a piece of work ended, however it ended."""
    return at is None or at.state not in {work.WorkState.WAITING, work.WorkState.RUNNING}


def purge(taken: FileImport) -> None:
    """Forget every row of a file: they hold people's names."""
    for table in (FileChunk, ImportRow, ImportStep, ImportProblem):
        db.session.execute(delete(table).where(table.import_id == taken.id))
    taken.headings, taken.samples, taken.is_purged = [], [], True


def _get(actor: Actor, import_id: int, *, lock: bool = True) -> FileImport:
    files.get_visible_import(actor, import_id)
    taken = files.get_import(import_id, lock=lock)
    require(actor, Permission.IMPORT_RUN, taken)
    return taken


def choices_of(source: ImportSource | None) -> Choices:
    return Choices.of(source.choices) if source is not None and source.choices else Choices()
