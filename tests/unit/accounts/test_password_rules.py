from __future__ import annotations

import pytest

from portal.accounts.password_rules import (
    PasswordAboutYou,
    PasswordRules,
    PasswordTooCommon,
    PasswordTooShort,
    check_strength,
    is_common,
    normalised,
)

ABOUT = ("Aisha", "Thornton", "aisha.thornton@demo.example", "York Early Help Partnership")


def check(password: str, **rules: int) -> None:
    check_strength(password, ABOUT, PasswordRules(**rules))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "plum-lantern-ox",
        "kettle gravel moth",
        "aaaaaaaaab7gq!zm",
        "ein langer Satz auf Deutsch",
        "пароль из трёх слов",
        "🐎🔋🧷🐎🐎🧷🔋🔋🧷🐎x",
        "thornton kettle gravel moth",
        "summer gravel moth kettle",
        "d9f0-2b7c-41aa",
    ],
)
def test_takes_what_nobody_would_guess(password: str) -> None:
    check(password)


@pytest.mark.parametrize("password", ["", "short", "ninechars", "         "])
def test_refuses_what_is_short(password: str) -> None:
    with pytest.raises(PasswordTooShort):
        check(password)


def test_the_shortest_length_is_a_setting() -> None:
    check("plumlantern")
    with pytest.raises(PasswordTooShort, match="14 characters"):
        check("plumlantern", shortest=14)


def test_a_letter_that_is_put_together_counts_once() -> None:
    with pytest.raises(PasswordTooShort):
        check("é" * 9)
    assert normalised("e\u0301") == normalised("é")


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "P4ssw0rd!2024",
        "Welcome2024!",
        "passwordpassword",
        "SummerHoliday99",
        "!!!Letmein!!!",
        "qwertyuiop",
        "poiuytrewq",
        "1234567890",
        "0987654321",
        "1111111111",
        "abcabcabcabc",
        "ababababab",
        "1qaz2wsx3edc",
        "abcdefghij",
        "2024-01-01!",
        "L1verpool99!",
        "Safeguarding2025",
        "  password  1 ",
        "Password\u00a0123",
    ],
)
def test_refuses_what_everybody_tries(password: str) -> None:
    assert is_common(password)
    with pytest.raises(PasswordTooCommon):
        check(password)


@pytest.mark.parametrize(
    "password",
    [
        "thornton1985",
        "Aisha-Thornton-1",
        "aisha.thornton",
        "YorkEarlyHelp1",
        "PartnershipAB1",
        "Th0rnt0n!2024",
        "thorntonthornton",
    ],
)
def test_refuses_what_an_acquaintance_tries(password: str) -> None:
    with pytest.raises((PasswordAboutYou, PasswordTooCommon)):
        check(password)
