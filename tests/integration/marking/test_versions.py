"""An audit stays on the version of the form that it was begun on."""

from __future__ import annotations

import json

from checklists import versions
from checklists.models import ChecklistVersion
from checklists.schema import read_bank
from portal.kernel import clock
from portal.kernel.db import db
from tests import factories as make
from tests.integration.marking import scene as cast
from tests.support.pages import parse, words_of


def publish_next(old: ChecklistVersion) -> ChecklistVersion:
    """The next version: A1 asks something else, and A2 is gone."""
    document = json.loads(old.definition)
    document["version"] = old.number + 1
    document["sections"][0]["items"][0]["prompt"] = "A question nobody asked before?"
    del document["sections"][0]["items"][1]
    text = versions.canonical(document)
    read_bank(text)
    return make.saved(
        ChecklistVersion(
            checklist_id=old.checklist_id,
            number=old.number + 1,
            definition=text,
            content_hash=versions.content_hash(text),
            structure_hashes={},
            published_at=clock.now(),
        )
    )


def asked_in(client, scene, audit):
    client.sign_in(scene.auditor)
    page = parse(client.get(f"/audits/{audit.id}/sections/A").text)
    return [words_of(tag).split()[0] for tag in page.select("fieldset h2")], page.get_text()


def test_an_older_version_is_still_shown_as_it_was_asked(client):
    old = cast.a_scene()
    audit = cast.filled(old)
    newer = publish_next(db.session.get_one(ChecklistVersion, old.cycle.checklist_version_id))
    keys, words = asked_in(client, old, audit)
    assert keys == ["A1", "A2", "A3"]
    assert "A question nobody asked before?" not in words
    new = cast.a_scene(cycle=make.saved(cast.a_cycle(checklist_version_id=newer.id)))
    keys, words = asked_in(client, new, cast.started(new))
    assert keys == ["A1", "A3"]
    assert "A question nobody asked before?" in words


def test_a_submitted_audit_keeps_its_grade_under_a_newer_version(client):
    old = cast.a_scene()
    audit = cast.filled(old, answers={"A2": "1"})
    publish_next(db.session.get_one(ChecklistVersion, old.cycle.checklist_version_id))
    page = client.follow(cast.submit(client, old, audit)).text
    assert "A2 Sharing agreed and kept current: 1" in words_of(parse(page).select_one("main"))
