"""Setting up keeps compiled code, also where Python itself may not: every start then reads it."""

from __future__ import annotations

import importlib
import sys

import pytest

from portal.settings import ROOT

FORBIDDEN = "PYTHONDONTWRITEBYTECODE"


@pytest.fixture
def bootstrap(monkeypatch, tmp_path):
    """As the make targets run it, in another folder."""
    monkeypatch.syspath_prepend(ROOT / "deploy")
    module = importlib.import_module("bootstrap")
    monkeypatch.setattr(module, "PYTHON", sys.executable)
    monkeypatch.setenv(FORBIDDEN, "1")
    monkeypatch.chdir(tmp_path)
    return module


def kept_in(folder):
    return [path.name.partition(".")[0] for path in folder.glob("__pycache__/*.pyc")]


def test_our_own_code_is_compiled(bootstrap, monkeypatch, tmp_path):
    (tmp_path / "room.py").write_text("answer = 42\n")
    monkeypatch.setattr(bootstrap, "OURS", ("room.py",))
    bootstrap.compile_ours()
    assert kept_in(tmp_path) == ["room"]


def test_so_is_what_the_portal_needs_of_packages(bootstrap, tmp_path):
    (tmp_path / "wsgi.py").write_text("answer = 42\n")
    bootstrap.compile_packages()
    assert kept_in(tmp_path) == ["wsgi"]
