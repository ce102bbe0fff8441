"""Nobody reads or changes what is outside their scope: every address, every role, own things and others'.

What everybody gets stands in tests/integration/access_objects.txt: "200/404 line_manager" reads "what is
theirs opens, what is not is not there". A new address that names a thing, or another answer, is a line
there that somebody has to agree to:

    REACH=write python -m pytest tests/integration/reach/test_reach.py
"""

from __future__ import annotations

import os

import pytest

from portal.kernel.access import Role
from tests.integration.reach import walking
from tests.integration.reach.scene import ANYWHERE, a_scene

# The words in these addresses are no thing of anybody’s.
OF_NOBODY = {"imports.template", "imports.upload_file", "roles.review"}
# An event is open to people of every agency: whoever books for others books theirs on any.
OF_EVERYBODY = {
    "office.choose",
    "office.list_mine",
    "office.paste",
    "office.upload",
    "shares.hold_places",
}


@pytest.fixture
def scene():
    return a_scene()


def test_each_role_reaches_what_the_table_says(app, scene):
    found = list(walking.lines(app, scene))
    if os.environ.get("REACH") == "write":
        walking.TABLE.write_text("\n".join(found) + "\n")
    assert found == walking.TABLE.read_text().splitlines()


def test_what_is_elsewhere_opens_only_for_whoever_acts_for_all():
    """Whoever is bound to a place, a team or their own work opens there what everybody may; no more."""
    bound = {role.value for role in Role} - {role.value for role in ANYWHERE}
    for line in walking.TABLE.read_text().splitlines():
        endpoint, method, answers = line.split(maxsplit=2)
        for group in answers.split("; "):
            statuses, *players = group.split()
            opens = statuses.endswith("/200") and method == "GET" and endpoint not in OF_NOBODY | OF_EVERYBODY
            assert not opens or "practitioner" in players or not bound & set(players), line
