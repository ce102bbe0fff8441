"""Publishing what is shipped: once, word for word, and never changed afterwards."""

import json

import pytest
from sqlalchemy import select, update

from checklists import queries, versions
from checklists.domain import FormKind, VersionChanged, VersionState
from checklists.models import ChecklistVersion
from checklists.services import find_changed_versions, publish_shipped
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from tests.unit.checklists.answers import DIP, FULL


@pytest.fixture
def version():
    (version,) = publish_shipped()
    db.session.commit()
    return version


def test_publishes_each_shipped_version_once(version):
    assert publish_shipped() == []
    assert [line.title for line in queries.list_versions()] == ["FEHA quality audit, version 1"]
    assert version.structure_hashes == {
        "full": versions.structure_hash(FULL),
        "dip": versions.structure_hash(DIP),
    }
    assert db.session.scalars(select(Activity.verb)).all() == ["checklist.published"]


def test_what_is_stored_is_what_was_shipped(version):
    assert queries.get_form(version.id, FormKind.FULL) == FULL
    assert queries.get_form(version.id, FormKind.DIP) == DIP
    assert queries.find_newest_published("feha-audit").id == version.id
    with pytest.raises(NotFound):
        queries.get_form(version.id + 1, FormKind.FULL)


def test_a_retired_version_is_no_longer_the_newest_and_stays_readable(version):
    version.state = VersionState.RETIRED
    db.session.commit()
    assert queries.find_newest_published("feha-audit") is None
    assert queries.list_versions(VersionState.PUBLISHED) == []
    assert queries.get_version(version.id) is version
    assert queries.get_form(version.id, FormKind.FULL) == FULL


@pytest.mark.parametrize(
    ("name", "value"),
    [("definition", "{}"), ("content_hash", "0"), ("number", 2), ("structure_hashes", {"full": "0"})],
)
def test_a_published_version_cannot_be_changed(version, name, value):
    setattr(version, name, value)
    with pytest.raises(VersionChanged):
        db.session.flush()


@pytest.mark.usefixtures("version")
def test_a_changed_file_is_refused(tmp_path, monkeypatch):
    document = json.loads((versions.DATA / "feha-audit" / "1.json").read_text("utf-8"))
    document["sections"][0]["weight"] = 1
    (tmp_path / "feha-audit").mkdir()
    (tmp_path / "feha-audit" / "1.json").write_text(json.dumps(document))
    monkeypatch.setattr(versions, "DATA", tmp_path)
    with pytest.raises(VersionChanged, match="FEHA quality audit, version 1 was changed"):
        publish_shipped()


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("change", [{"definition": "{}"}, {"structure_hashes": {"full": "0"}}])
def test_the_check_finds_a_version_changed_behind_our_back(change):
    assert list(find_changed_versions()) == []
    db.session.execute(update(ChecklistVersion).values(change))
    db.session.expire_all()
    assert len(list(find_changed_versions())) == 1


def test_load_command_publishes_once(app):
    runner = app.test_cli_runner()
    first, second = (runner.invoke(args=["checklists", "load"]) for _ in range(2))
    assert "Published FEHA quality audit, version 1" in first.output
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "Published" not in second.stdout
    assert len(db.session.scalars(select(ChecklistVersion)).all()) == 1
