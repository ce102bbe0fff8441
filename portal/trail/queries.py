"""Reads that pages and changes of this room rest on."""

from __future__ import annotations

from sqlalchemy import select

from portal.kernel.db import db
from portal.people.models import Person


def find_person_id(reference: str) -> int | None:
    return db.session.scalar(select(Person.id).where(Person.reference == reference.strip().upper()))
