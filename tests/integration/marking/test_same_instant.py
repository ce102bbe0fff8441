"""Two who press the same button at the same instant, in different processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from audits.marking.domain import AuditState
from audits.marking.models import Audit, Mark
from portal.kernel.db import db
from tests.integration.marking import scene as cast
from tests.support import live
from tests.support.pages import errors_on


@pytest.fixture(scope="module")
def live_server(new_database, tmp_path_factory):
    """One server for all of this file: each test has an assessment of its own."""
    log = tmp_path_factory.mktemp("same-instant") / "server.log"
    with live.serving(new_database("same_instant"), log=log) as server:
        yield server


def ready(server, account, url, **answers):
    visitor = server.visitor()
    visitor.sign_in(account)
    return (visitor, *visitor.prepare(url, **answers))


def all_at_once(visitors):
    barrier = Barrier(len(visitors))

    def press(visitor, url, pairs):
        barrier.wait()
        return visitor.post(url, pairs)

    with ThreadPoolExecutor(len(visitors)) as pool:
        return [answer.result() for answer in [pool.submit(press, *one) for one in visitors]]


def test_two_markers_who_submit_at_once_are_compared(live_server):
    with live_server.app.app_context():
        scene = cast.a_scene(marks=2)
        audits = [cast.filled(scene, place).id for place in (0, 1)]
        visitors = [
            ready(live_server, scene.auditors[place], f"/audits/{audits[place]}/submit") for place in (0, 1)
        ]
        db.session.commit()
        all_at_once(visitors)
        db.session.expire_all()
        assert {db.session.get(Audit, one).state for one in audits} == {AuditState.AGREED}


def test_two_windows_that_save_at_once_lose_nothing(live_server):
    with live_server.app.app_context():
        scene = cast.a_scene()
        audit_id = cast.started(scene).id
        url = f"/audits/{audit_id}/sections/A"
        visitors = [
            ready(live_server, scene.auditor, url, **{"A1-evidence": word}) for word in ("one", "two")
        ]
        db.session.commit()
        shown = [answer.text for answer in all_at_once(visitors) if errors_on(answer.text)]
        db.session.expire_all()
        kept = db.session.query(Mark).filter_by(audit_id=audit_id, key="A1").one().evidence
        assert kept in {"one", "two"}
        assert len(shown) == 1
        assert all(f">\n{word}" in shown[0] or f">{word}<" in shown[0] for word in ("one", "two"))
