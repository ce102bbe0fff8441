"""The demo seals and signs by keys of its own, made once."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import create_engine

from deploy import serve
from portal.kernel.db import Model
from training.badges.sealing import keys_of


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, _, _ in serve.DEMO_KEYS:
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(serve, "ROOT", tmp_path)
    # As the first start has it by then: a database with every table.
    address = f"sqlite:///{tmp_path / 'portal.db'}"
    engine = create_engine(address)
    Model.metadata.create_all(engine)
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", address)
    return tmp_path / "instance"


def test_they_are_made_on_the_first_start_and_kept(folder):
    serve.give_demo_keys()
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(made) == {"demo-seal.pem", "demo-badges.json"}
    assert keys_of(os.environ["BADGE_KEY_FILE"]).published()
    serve.give_demo_keys()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made


def test_those_that_are_set_are_used(folder, monkeypatch):
    monkeypatch.setenv("SEAL_KEY_FILE", "/kept/seal.pem")
    monkeypatch.setenv("BADGE_KEY_FILE", "/kept/badges.json")
    serve.give_demo_keys()
    assert not folder.exists()
    assert os.environ["SEAL_KEY_FILE"] == "/kept/seal.pem"
