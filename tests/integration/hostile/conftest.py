"""The demo partnership as a hunting ground: whatever is sent to it is taken back after each test."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from portal.accounts.domain import DEMO_DOMAIN
from portal.accounts.models import Account
from portal.kernel.db import db
from tests.integration.demo.conftest import empty_app, load_demo
from tests.support.sessions import a_session_key, signed_in_as

__all__ = ["empty_app", "load_demo"]

PEOPLE = 120
SECRET = "hostile"


class Visitor(FlaskClient):
    """A browser that sends what it likes. It reads no page: what it sends looks like anything."""

    person_id = 0

    def become(self, login: str) -> None:
        email = f"{login}{DEMO_DOMAIN}"
        account = db.session.scalars(select(Account).where(Account.email == email)).one()
        self.person_id = account.person_id
        key = a_session_key(account)
        with self.session_transaction() as session:
            session.clear()
            session.update(signed_in_as(key), csrf_token=SECRET)

    def open(self, *args, **kwargs):
        """The whole answer, so that a download has ended before the next thing is asked for."""
        answer = super().open(*args, **kwargs)
        answer.get_data()
        return answer

    @property
    def token(self) -> str:
        return str(
            URLSafeTimedSerializer(self.application.config["SECRET_KEY"], "wtf-csrf-token").dumps(SECRET)
        )


@pytest.fixture(scope="session")
def grown(load_demo) -> Flask:
    """A demo partnership of its own, small and complete; a fault in it is a page, as in life."""
    app = load_demo("grown", people=PEOPLE)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture
def visitor(grown):
    with grown.app_context():
        engines, engine = db.engines, db.engine
        with engine.connect() as connection, connection.begin() as transaction:
            engines[None] = connection
            yield Visitor(grown, Response)
            db.session.remove()
            transaction.rollback()
        engines[None] = engine
