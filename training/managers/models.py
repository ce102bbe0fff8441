"""How each agency wants its managers to hear of training."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from training.managers.domain import ManagerWay


class ManagerWord(Model):
    """What an agency chose; none for the digest. What happened before is told in no new way."""

    __tablename__ = "manager_word"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), unique=True)
    way: Mapped[ManagerWay]
    chosen_at: Mapped[datetime]
