from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from portal.kernel.months import months_later
from training.bookings.domain import BookingStatus
from training.certificates.domain import (
    ALPHABET,
    CODE_LENGTH,
    Candidate,
    CertificateState,
    GateRules,
    Hindrance,
    Issuer,
    Snapshot,
    Standing,
    Verdict,
    code_as_stored,
    code_in_groups,
    expiry,
    find_hindrance,
    new_code,
    standing,
)


class TestCodes:
    def test_are_long_and_unambiguous(self):
        code = new_code()
        assert len(code) == CODE_LENGTH == 12
        assert set(code) <= set(ALPHABET)
        assert not set(ALPHABET) & set("0O1IL2Z5S8BUV")

    def test_differ(self):
        assert len({new_code() for _ in range(1000)}) == 1000

    def test_are_shown_in_groups(self):
        assert code_in_groups("ACDEFGHJKMNP") == "ACDE-FGHJ-KMNP"

    @pytest.mark.parametrize(
        "typed", ["ACDE-FGHJ-KMNP", "acdefghjkmnp", " acde fghj kmnp ", "ACDE–FGHJ—KMNP"]
    )
    def test_are_read_whatever_the_case_spaces_and_dashes(self, typed):
        assert code_as_stored(typed) == "ACDEFGHJKMNP"

    @pytest.mark.parametrize("typed", ["", "ACDE", "ACDEFGHJKMN0", "ACDEFGHJKMNPQ", "ÀCDEFGHJKMNP", "%" * 12])
    def test_refuse_what_can_be_no_code(self, typed):
        assert code_as_stored(typed) == ""


class TestExpiry:
    @pytest.mark.parametrize(
        ("day", "months", "later"),
        [
            (date(2026, 3, 3), 36, date(2029, 3, 3)),
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2026, 11, 30), 3, date(2027, 2, 28)),
            (date(2026, 12, 1), 0, date(2026, 12, 1)),
        ],
    )
    def test_counts_whole_months(self, day, months, later):
        assert months_later(day, months) == later

    def test_never_comes_without_a_period(self):
        assert expiry(date(2026, 3, 3), None) is None

    @pytest.mark.parametrize(
        ("state", "today", "worth"),
        [
            (CertificateState.CURRENT, date(2029, 3, 3), Standing.VALID),
            (CertificateState.CURRENT, date(2029, 3, 4), Standing.EXPIRED),
            (CertificateState.REPLACED, date(2026, 3, 4), Standing.REPLACED),
            (CertificateState.WITHDRAWN, date(2030, 1, 1), Standing.WITHDRAWN),
        ],
    )
    def test_is_the_last_valid_day(self, state, today, worth):
        assert standing(state, date(2029, 3, 3), today) is worth


def a_candidate(result=BookingStatus.ATTENDED, *, evaluated=True, held=None) -> Candidate:
    return Candidate(1, "Sam Tester", None, result, evaluated, held)


class TestGate:
    @pytest.mark.parametrize(
        ("candidate", "required", "hindrance"),
        [
            (a_candidate(), True, None),
            (a_candidate(evaluated=False), False, None),
            (a_candidate(evaluated=False), True, Hindrance.NO_EVALUATION),
            (a_candidate(BookingStatus.PART), False, Hindrance.PART),
            (a_candidate(BookingStatus.NO_SHOW), False, Hindrance.NO_SHOW),
            (a_candidate(BookingStatus.EXCUSED), False, Hindrance.EXCUSED),
            (a_candidate(held=CertificateState.CURRENT), True, Hindrance.ALREADY_ISSUED),
            (a_candidate(held=CertificateState.WITHDRAWN), True, Hindrance.WITHDRAWN),
        ],
    )
    def test_opens_for_those_who_attended_and_answered(self, candidate, required, hindrance):
        assert find_hindrance(candidate, evaluation_required=required) is hindrance

    @pytest.mark.parametrize(("today", "may"), [(date(2026, 4, 2), False), (date(2026, 4, 3), True)])
    def test_a_form_holds_nothing_back_for_more_than_thirty_days(self, today, may):
        assert GateRules().may_release(date(2026, 3, 3), today) is may


SNAPSHOT = Snapshot(
    code="ACDEFGHJKMNP",
    person_name="Zoë O’Neill",
    course_title="Early help",
    course_version=2,
    level="Core",
    minutes=90,
    dates=(date(2026, 3, 3), date(2026, 3, 10)),
    outcomes=("One", "Two"),
    issuer="The partnership",
    signatory="The lead",
    check_url=Issuer(name="x", check_page="https://a/check").address_of("ACDEFGHJKMNP"),
    issued_on=date(2026, 3, 11),
    expires_on=None,
)


@pytest.mark.parametrize("expires_on", [None, date(2029, 3, 10)])
def test_a_snapshot_survives_storing(expires_on):
    snapshot = replace(SNAPSHOT, expires_on=expires_on)
    assert Snapshot.from_json(json.loads(json.dumps(snapshot.to_json()))) == snapshot
    assert snapshot.check_url == "https://a/check/ACDEFGHJKMNP"


@pytest.mark.parametrize("hindrance", [None, *Hindrance])
@pytest.mark.parametrize("required", [True, False])
def test_each_verdict_is_one_sentence(hindrance, required):
    said = Verdict(a_candidate(), hindrance).why(evaluation_required=required)
    assert said[0].isupper()
    assert said.endswith(".")
    assert said.count(".") == 1


def test_whoever_may_be_released_reads_so():
    said = Verdict(a_candidate(), Hindrance.NO_EVALUATION, may_be_released=True).why(evaluation_required=True)
    assert said.endswith("you may release it.")
