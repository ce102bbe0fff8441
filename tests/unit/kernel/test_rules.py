"""Numbers that a partnership may set: what they become, and what holds when they are set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

import pytest

from portal.kernel import chosen
from portal.kernel.chosen import Chosen
from portal.kernel.rules import Unit, adjustable, amount, amounts, declared, in_force


@adjustable("tea", "Tea")
@dataclass(frozen=True, slots=True)
class TeaRules:
    steep: timedelta = amount(4, Unit.MINUTES, within=(1, 10), label="Steeping", says="How long it steeps")
    milk: Fraction = amount(10, Unit.PERCENT, within=(0, 50), label="Milk", says="How much of it is milk")
    cups: int = amount(2, Unit.PEOPLE, within=(1, 9), label="Cups", says="For how many")
    never_asked: int = 7


@pytest.fixture
def choose(monkeypatch):
    def numbers(**given):
        kept = {f"tea.{name}": number for name, number in given.items()}
        monkeypatch.setitem(chosen._sources, "chosen", lambda: Chosen(numbers=kept))

    return numbers


def test_defaults_hold_until_somebody_chooses(choose):
    choose()
    assert in_force(TeaRules) == TeaRules() == TeaRules(timedelta(minutes=4), Fraction(1, 10), 2, 7)


def test_what_is_chosen_holds_in_its_unit(choose):
    choose(steep=6, milk=25)
    assert in_force(TeaRules) == TeaRules(timedelta(minutes=6), Fraction(1, 4), 2)


@pytest.mark.parametrize(("stored", "holds"), [(0, 1), (99, 9), (5, 5)])
def test_a_number_outside_its_limits_counts_as_the_nearest(choose, stored, holds):
    choose(cups=stored)
    assert in_force(TeaRules).cups == holds


def test_only_amounts_may_be_changed():
    assert list(amounts(TeaRules)) == ["steep", "milk", "cups"]
    assert declared(TeaRules).key == "tea"


def test_a_default_outside_its_own_limits_is_a_mistake():
    with pytest.raises(ValueError, match="outside its own limits"):
        amount(11, Unit.HOURS, within=(0, 10), label="x", says="x")


@pytest.mark.parametrize(
    ("unit", "number", "said"),
    [
        (Unit.HOURS, 1, "1 hour"),
        (Unit.HOURS, 1200, "1,200 hours"),
        (Unit.PERCENT, 50, "50%"),
        (Unit.PEOPLE, 1, "1 person"),
        (Unit.PEOPLE, 5, "5 people"),
        (Unit.POUNDS, 1200, "£1,200"),
    ],
)
def test_a_number_is_said_with_its_unit(unit, number, said):
    assert unit.said(number) == said
