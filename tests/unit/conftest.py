"""Unit tests touch no database: asking for a session is an error, not a slow test."""

from __future__ import annotations

from datetime import date

import pytest
from flask_sqlalchemy.session import Session


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("Unit tests may not use the database; move this test to tests/integration")

    monkeypatch.setattr(Session, "get_bind", refuse)


@pytest.fixture(autouse=True)
def stopped_clock(today: date) -> date:
    return today
