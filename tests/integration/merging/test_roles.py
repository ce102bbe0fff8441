"""Roles when two people turn out to be one."""

from datetime import date

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.slice import registry
from portal.merging.domain import InTheWay, Side
from portal.people.models import RoleGrant
from tests.factories import a_role, saved
from tests.factories_merging import merged, undone


@pytest.fixture
def both(kept, lost):
    """The same role, without a last day, on both."""
    return [saved(a_role(person, Role.TRAINER)) for person in (kept, lost)]


def grants_of(person) -> list[RoleGrant]:
    return db.session.query(RoleGrant).filter_by(person_id=person.id).order_by(RoleGrant.id).all()


def breaches() -> list[str]:
    names = ("roles-held-once", "nobody-grants-themselves", "administrators-see-no-cases")
    return [words for check in registry().checks if check.name in names for words in check.find()]


@pytest.mark.parametrize("keep", Side)
def test_a_role_that_both_hold_is_held_once(pair, kept, lost, both, keep):
    done = merged(pair, keep)
    stays = kept if keep is Side.FIRST else lost
    assert [grant.ends_on for grant in grants_of(stays)] == [None]
    assert not breaches()
    undone(done)
    assert [(grant.person_id, grant.ends_on, grant.ended_at) for grant in both] == [
        (kept.id, None, None),
        (lost.id, None, None),
    ]


def test_the_one_that_lasts_longer_goes_along(pair, kept, lost):
    saved(a_role(kept, Role.TRAINER, ends_on=clock.today()))
    longer = saved(a_role(lost, Role.TRAINER))
    done = merged(pair)
    assert [grant.id for grant in grants_of(kept)] == [longer.id]
    assert not breaches()
    undone(done)
    assert [grant.ends_on for grant in grants_of(kept)] == [clock.today()]


def test_whoever_reads_for_two_boards_goes_on_reading_for_both(pair, kept, lost):
    for person, board in ((kept, "Health Board"), (lost, "Safeguarding Board")):
        saved(a_role(person, Role.BOARD_READER, board=board))
    merged(pair)
    assert [(grant.board, grant.ends_on) for grant in grants_of(kept)] == [
        ("Health Board", None),
        ("Safeguarding Board", None),
    ]
    assert not breaches()


def test_what_follows_what_stays_as_it_is(pair, kept, lost):
    saved(a_role(kept, Role.TRAINER, ends_on=date(2026, 5, 31)))
    saved(a_role(lost, Role.TRAINER, starts_on=date(2026, 6, 1)))
    merged(pair)
    assert [grant.ends_on for grant in grants_of(kept)] == [date(2026, 5, 31), None]
    assert not breaches()


def test_one_that_is_to_begin_under_another_is_put_aside(pair, kept, lost):
    saved(a_role(kept, Role.TRAINER))
    saved(a_role(lost, Role.TRAINER, starts_on=date(2026, 6, 1)))
    merged(pair)
    assert len(grants_of(kept)) == 1
    assert not breaches()


def test_an_only_role_comes_along(pair, kept, lost):
    only = saved(a_role(lost, Role.AUDITOR))
    merged(pair)
    assert (only.person_id, only.ends_on) == (kept.id, None)


@pytest.mark.parametrize("how", ["granted_by_id", "reviewed_by_id"])
def test_nobody_comes_to_have_given_a_role_to_themself(pair, kept, lost, how):
    saved(a_role(kept, Role.TRAINER, **{how: lost.id}))
    with pytest.raises(InTheWay, match="One gave or confirmed a role of the other: Trainer"):
        merged(pair)


@pytest.mark.parametrize("keep", Side)
def test_what_one_once_gave_the_other_stays_with_the_merged_record(pair, kept, lost, keep):
    grant = saved(a_role(kept, Role.TRAINER, granted_by_id=lost.id, ends_on=date(2025, 1, 1)))
    done = merged(pair, keep)
    assert not breaches()
    undone(done)
    assert (grant.person_id, grant.granted_by_id) == (kept.id, lost.id)


def test_the_page_names_the_roles_that_come_along(client, coordinator, pair, kept, lost):
    saved(a_role(kept, Role.TRAINER))
    for role in (Role.TRAINER, Role.AUDITOR):
        saved(a_role(lost, role))
    page = client.get(f"/duplicates/{pair.id}/merge?keep=first").text
    assert "They hold this from then on: Auditor" in page
    assert "from then on: Trainer" not in page
