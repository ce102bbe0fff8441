"""The portal is built before its processes are forked (deploy/web.py)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from portal.settings import ROOT

BUILD = """
import threading
from deploy.web import build
from portal.kernel.db import db
app = build("wsgi:create_app")
with app.app_context():
    print(db.engine.pool.checkedin() + db.engine.pool.checkedout(), threading.active_count())
"""


@pytest.fixture
def environment(new_database):
    return {**os.environ, "DATABASE_URL": new_database("before_the_fork"), "PORTAL_ENV": "test"}


def python(environment, *words):
    return subprocess.run(
        [sys.executable, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_no_connection_and_no_thread_is_there_to_be_shared(environment):
    built = python(environment, "-c", BUILD)
    assert built.stdout == "0 1\n", built.stderr


def test_settings_that_are_no_good_are_said_before_anything_starts(environment):
    said = python(environment | {"WORKERS": "none"}, "-m", "deploy.web", "8000", "2", "wsgi:create_app")
    assert (said.returncode, said.stdout) == (2, "")
    assert "WORKERS" in said.stderr
    assert "Traceback" not in said.stderr
