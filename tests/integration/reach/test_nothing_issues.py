"""No page that is looked at, and no edit of what certificates are made from, issues, changes or mails one.

Every address that answers a GET is opened, as those whose pages differ most, beside somebody who may be given
a certificate and a certificate whose document is still to be made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import Table, select

from portal.kernel.access import Open, Role
from portal.kernel.db import Model, db
from tests.factories import a_person, saved, someone
from tests.integration.certificates.cast import a_result
from tests.integration.reach import walking
from tests.integration.reach.scene import Scene, a_scene
from tests.integration.test_access_walk import address_of_nothing
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event
from training.certificates.services import issuing

TABLES: tuple[Table, ...] = tuple(
    Model.metadata.tables[name]
    for name in ("certificate", "certificate_document", "certificate_mould", "outgoing_message", "work")
)
PLAYERS = (Role.COORDINATOR, Role.PRACTITIONER, Role.CHAMPION)
OPEN, FAULT = 200, 500


@dataclass(frozen=True)
class Looked:
    endpoint: str
    status: int
    changed: list[str]


def kept() -> dict[str, list[tuple[object, ...]]]:
    """The ledger, the documents, the outbox and the work that is asked for, to the last column."""
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(table.c.id))]
        for table in TABLES
    }


def differences(before: dict[str, list[tuple[object, ...]]]) -> list[str]:
    after = kept()
    db.session.rollback()
    return [name for name in before if before[name] != after[name]]


@pytest.fixture
def scene():
    made = a_scene()
    waiting = saved(a_person(given_name="Wanda", family_name="Waits"))
    event_id = made.home.things["certificates.issue:event_id"]
    a_result(db.session.get_one(TrainingEvent, event_id), waiting)
    db.session.commit()
    return made


def addresses(app: Flask, scene: Scene) -> Iterator[tuple[str, str]]:
    """Every rule that answers a GET, with an address that names what there is."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        try:
            yield rule.endpoint, walking.url_on(app, rule, scene.home)
        except KeyError:
            assert app.view_functions[rule.endpoint].__access__ is Open.PUBLIC, rule
            yield rule.endpoint, address_of_nothing(app, rule)


def look(app: Flask, scene: Scene, player: str) -> Iterator[Looked]:
    """Opens each and undoes what it did, once that was compared."""
    before = kept()
    db.session.rollback()
    for endpoint, url in addresses(app, scene):
        outer = db.engines[None].begin_nested()
        try:
            with app.app_context():
                answer = walking.send(app, scene.keys[player], "GET", url)
                yield Looked(endpoint, answer.status_code, differences(before))
        finally:
            outer.rollback()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("player", PLAYERS)
def test_looking_issues_changes_and_mails_nothing(app, scene, player):
    looked = list(look(app, scene, player))
    assert {one.endpoint for one in looked} == {
        rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    assert [one for one in looked if one.changed or one.status >= FAULT] == []


def test_the_walk_opens_what_might_tempt_it(app, scene):
    """It would be worth nothing if these answered that there is nothing, or nobody waited for one."""
    opened = {one.endpoint for one in look(app, scene, Role.COORDINATOR) if one.status == OPEN}
    assert {f"certificates.{page}" for page in ("issue", "show_progress", "download", "check_code")} <= opened
    event = get_event(scene.home.things["certificates.issue:event_id"])
    assert [one.candidate.name for one in issuing.judge(event) if one.hindrance is None] == ["Wanda Waits"]


LETTER = "form:has([name=body])"
EDITS = [
    (Role.COORDINATOR, "/people/{person_id}/change", {"given_name": "Another", "family_name": "Name"}),
    (Role.COORDINATOR, "/letters/issued", {"form": LETTER, "press": "Save", "subject": "Other words"}),
    (Role.COORDINATOR, "/training/courses/{course_id}/edit", {"title": "Other", "valid_for_months": "3"}),
    (Role.ADMINISTRATOR, "/partnership/name", {"name": "Another partnership", "signatory": "Another"}),
    (Role.ADMINISTRATOR, "/partnership/numbers/certificates", {"answers": {"hold_for": "0"}}),
]


@pytest.mark.parametrize(("role", "address", "changed"), EDITS, ids=[edit[1] for edit in EDITS])
def test_an_edit_of_what_they_are_made_from_leaves_them_alone(client, scene, role, address, changed):
    client.sign_in(someone(role))
    things = scene.home.things | {"course_id": course_of_a_certificate(scene)}
    before = kept()
    answer = client.submit(address.format(**things), **changed)
    assert answer.status_code == 302
    assert differences(before) == []


def course_of_a_certificate(scene) -> int:
    return get_event(scene.home.things["certificates.issue:event_id"]).course_id
