"""What rules of access ask of the thing that somebody wants to see or change: plain attributes, no tables."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class OwnedByAgency(Protocol):
    @property
    def agency_id(self) -> int | None: ...


@runtime_checkable
class OwnedByAgencies(Protocol):
    """Belongs to several agencies at once; none at all is nobody's."""

    @property
    def agency_ids(self) -> frozenset[int]: ...


@runtime_checkable
class AtSchool(Protocol):
    @property
    def school_id(self) -> int | None: ...


@runtime_checkable
class AboutPerson(Protocol):
    @property
    def person_id(self) -> int | None: ...


@runtime_checkable
class ManagedByPerson(Protocol):
    @property
    def manager_id(self) -> int | None: ...


@runtime_checkable
class ReachedThroughPerson(Protocol):
    @property
    def office_contact_id(self) -> int | None: ...


@runtime_checkable
class TaughtByPeople(Protocol):
    @property
    def trainer_ids(self) -> frozenset[int]: ...
