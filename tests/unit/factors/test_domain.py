from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.domain import Way
from portal.factors.domain import (
    FactorRules,
    Factors,
    Step,
    domain_of,
    is_recent,
    is_required_of,
    may_remove,
    next_step,
)
from portal.kernel.access import Role
from portal.settings import ROLES, Settings

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
ONE_FACTOR = (Way.PASSWORD, Way.EMAIL_LINK, Way.SINGLE_SIGN_ON)


@pytest.mark.parametrize("way", ONE_FACTOR)
@pytest.mark.parametrize(
    ("has_factor", "is_required", "step"),
    [
        (True, True, Step.CONFIRM),
        (True, False, Step.CONFIRM),
        (False, True, Step.SET_UP),
        (False, False, None),
    ],
)
def test_the_step_after_one_factor(way, has_factor, is_required, step):
    assert next_step(way, has_factor=has_factor, is_required=is_required) is step


@pytest.mark.parametrize("way", [Way.PASSKEY, Way.DEMO])
def test_ways_that_need_no_more(way):
    assert next_step(way, has_factor=True, is_required=True) is None


def test_each_way_is_thought_of():
    """A new way in must say whether it is enough by itself."""
    assert {*ONE_FACTOR, Way.PASSKEY, Way.DEMO} == set(Way)


@pytest.mark.parametrize(
    ("factors", "is_required", "may"),
    [
        (Factors(has_app=True, passkeys=0), True, False),
        (Factors(has_app=False, passkeys=1), True, False),
        (Factors(has_app=True, passkeys=1), True, True),
        (Factors(has_app=False, passkeys=2), True, True),
        (Factors(has_app=True, passkeys=0), False, True),
    ],
)
def test_the_last_step_stays_where_it_is_needed(factors, is_required, may):
    assert may_remove(factors, is_required=is_required) is may


def test_codes_alone_are_no_second_step():
    assert not Factors(has_app=False, passkeys=0, codes_left=10).any


def test_who_needs_one():
    assert is_required_of([Role.TRAINER, Role.COORDINATOR], FactorRules())
    assert not is_required_of([Role.TRAINER], FactorRules())
    assert not is_required_of(Role, FactorRules(required_of=frozenset()))


@pytest.mark.parametrize(("ago", "recent"), [(0, True), (20, True), (21, False), (-1, False)])
def test_who_came_in_recently(ago, recent):
    assert is_recent(NOW - timedelta(minutes=ago), NOW, FactorRules()) is recent


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("Ann@York.gov.uk", "york.gov.uk"),
        ("ann@evil.example@york.gov.uk", "york.gov.uk"),
        ("ann@york.gov.uk.evil.example", "york.gov.uk.evil.example"),
        ("ann", "ann"),
        ("", ""),
    ],
)
def test_the_domain_of_an_address(email, domain):
    assert domain_of(email) == domain


def test_settings_know_the_roles_by_the_names_of_the_access_table():
    assert frozenset(Role) == ROLES
    assert Settings().second_factor_roles == FactorRules().required_of
