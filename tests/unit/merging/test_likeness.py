import pytest

from portal.merging.domain import FoundBy, Suggestion
from portal.merging.matching import Known, contact_keys, is_one_slip, likeness, name_keys

ANN = Known(1, "ann pemberton", phone="01904 555 123", email="ann.p@york.example", agencies=frozenset({7}))


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (
            Known(2, "ann pemberton", agencies=frozenset({7, 8})),
            (75, "Same name and same agency or school"),
        ),
        (Known(2, "pemberton ann", agencies=frozenset({7})), (75, "Same name and same agency or school")),
        (
            Known(2, "anne pemberton", agencies=frozenset({7})),
            (65, "Names one letter apart and same agency or school"),
        ),
        (Known(2, "jo other", phone="+44 1904 555123"), (60, "Same phone number")),
        (Known(2, "jo other", email="Ann.P@school.example"), (60, "Same email address before the @")),
        (Known(2, "ann pemberton", phone="01904555123"), (99, "Same name and same phone number")),
        (Known(2, "ann pemberton"), None),
        (Known(2, "anne pemberton", agencies=frozenset({8})), None),
        (Known(2, "jo other", phone="555123", agencies=frozenset({7})), None),
        (Known(2, "jo other", agencies=frozenset({7})), None),
    ],
)
def test_what_looks_like_one_person(other, why):
    assert likeness(ANN, other) == why
    assert likeness(other, ANN) == why


def test_an_office_telephone_says_nothing():
    other = Known(2, "jo other", phone="01904 555123")
    assert likeness(ANN, other, phone_holders=3) is not None
    assert likeness(ANN, other, phone_holders=4) is None


def test_an_office_mailbox_says_nothing():
    office = [Known(number, f"person {number}", email=f"office@{number}.example") for number in (1, 2)]
    assert likeness(*office) is None


def test_short_names_need_every_letter():
    assert (
        likeness(Known(1, "jo li", agencies=frozenset({7})), Known(2, "bo li", agencies=frozenset({7})))
        is None
    )


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("pemberton", "pembertan", True),
        ("pemberton", "pembrton", True),
        ("pemberton", "pembertons", True),
        ("pemberton", "pebmerton", True),
        ("pemberton", "pemberton", False),
        ("pemberton", "pembartan", False),
        ("pemberton", "pemberto ns", False),
        ("pemberton", "pmberetn", False),
    ],
)
def test_one_slip(one, other, slips):
    assert is_one_slip(one, other) is slips
    assert is_one_slip(other, one) is slips


@pytest.mark.parametrize("other", ["ann pembertan", "ann pembreton", "anne pemberton", "an pemberton"])
def test_names_one_slip_apart_share_a_key(other):
    assert name_keys(ANN.name) & name_keys(other)
    assert not name_keys(ANN.name) & name_keys("jo other")


def test_a_telephone_and_a_mailbox_lead_to_each_other_however_they_are_written():
    assert contact_keys(ANN.phone, "") == contact_keys("+44 1904 555123", "")
    assert contact_keys("", ANN.email) == contact_keys("", "Ann.P@school.example")
    assert contact_keys("01904", "office@school.example") == set()


def test_a_pair_has_one_name():
    assert Suggestion(9, 4, "Same name", FoundBy.IMPORT).pair == (4, 9)
