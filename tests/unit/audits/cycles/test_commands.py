"""`flask audits draw` and `flask audits allocate`: the contract that other people's scripts rely on."""

import json

import pytest
from click.testing import CliRunner

from audits.cycles.commands import audits
from tests.unit.audits.cycles.test_draw import SA3, SEED, TWELVE


@pytest.fixture
def run(tmp_path):
    def run(command, content, *options):
        file = tmp_path / "file"
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(audits, [command, *options, str(file)])

    return run


def a_register(*rows, header="reference,locality,agency_group"):
    return "\n".join([header, *rows]) + "\n"


def test_draw_keeps_the_contract(run):
    register = a_register(*(f"{reference},East,School" for reference in TWELVE))
    options = ("--seed", SEED, "--size", "5", "--strata", "locality,agency_group", "--json")
    result = run("draw", register, *options)
    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "seed": SEED,
        "size": 5,
        "strata": [{"name": "East / School", "population": 12, "share": 5}],
        "chosen": SA3[:5],
        "reserve": {"East / School": SA3[5:]},
    }


def test_sa1_through_the_command_line(run):
    rows = [
        f"{name}-{number},{name},x"
        for name, size in {"East": 41, "North": 36, "West": 63}.items()
        for number in range(size)
    ]
    said = json.loads(
        run("draw", a_register(*rows), "--seed", "s", "--size", "14", "--strata", "locality").output
    )
    assert [(stratum["name"], stratum["share"]) for stratum in said["strata"]] == [
        ("East", 4),
        ("North", 4),
        ("West", 6),
    ]


def test_draw_without_strata_is_one_stratum(run):
    said = json.loads(run("draw", a_register("F1,East,x"), "--seed", "s", "--size", "1").output)
    assert said["strata"] == [{"name": "All", "population": 1, "share": 1}]


@pytest.mark.parametrize(
    ("register", "size", "message"),
    [
        (a_register("F1,East,x", header="ref,locality,agency_group"), 1, "There is no column reference"),
        (a_register("F1,East", header="reference,place"), 1, "There is no column locality"),
        (a_register("F1,East,x", "F2,,x"), 1, "Row 3, column locality: is empty"),
        (a_register("F1,East,x", ",East,x"), 1, "Row 3, column reference: is empty"),
        (a_register("F1,East,x", "F2"), 1, "Row 3, column locality: is empty"),
        (a_register("F1,East,x", "F1,West,x"), 2, "F1"),
        (a_register("F1,East,x", "F2,West,x"), 1, "too small"),
        (a_register("F1,East,x"), 2, "too large"),
        ("", 1, "There is no column reference"),
        (a_register("F1,Köln,x").encode("latin-1"), 1, "not a CSV file in UTF-8"),
    ],
)
def test_draw_refuses_by_row_and_column(run, register, size, message):
    result = run("draw", register, "--seed", "s", "--size", str(size), "--strata", "locality")
    assert result.exit_code == 2
    assert message in result.output


def test_allocate_keeps_the_contract(run):
    question = {
        "auditors": [{"id": "A", "capacity": 2}, {"id": "B", "capacity": 2}],
        "cases": [{"reference": "F1", "marks": 2}, {"reference": "F2", "marks": 1}],
        "conflicts": [["A", "F2", "was lead practitioner"]],
        "costs": [["B", "F2", 5]],
    }
    result = run("allocate", question)
    assert result.exit_code == 0
    said = json.loads(result.output)
    filled = {(slot["auditor"], slot["reference"]) for slot in said.pop("slots")}
    assert filled == {("A", "F1"), ("B", "F1"), ("B", "F2")}
    assert said == {"max_ratio": "1", "max_load": 2, "cost": 5, "impossible": []}


def test_an_impossible_slot_is_a_finding(run):
    question = {
        "auditors": [{"id": "A", "capacity": 4}],
        "cases": [{"reference": "F1", "marks": 1}, {"reference": "F2"}],
        "conflicts": [["A", "F1", "same agency"]],
    }
    result = run("allocate", question, "--json")
    said = json.loads(result.output)
    assert result.exit_code == 1
    assert said["slots"] == [{"auditor": "A", "reference": "F2"}]
    assert (said["max_ratio"], said["max_load"]) == ("1/4", 1)
    (case,) = said["impossible"]
    assert (case["reference"], case["barred"]) == ("F1", [{"auditor": "A", "rule": "same agency"}])
    assert case["ways_out"]


A = [{"id": "A", "capacity": 1}]
F = [{"reference": "F1", "marks": 1}]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("{", "not JSON"),
        ("[]", "one object"),
        (b'"\xff"', "not in UTF-8"),
        ({"cases": F}, "auditors: must be a list"),
        ({"auditors": ["A"], "cases": F}, "auditors[0]: must be an object"),
        ({"auditors": [{"capacity": 1}], "cases": F}, "auditors[0].id: must be text"),
        ({"auditors": [{"id": "A", "capacity": "1"}], "cases": F}, "auditors[0].capacity"),
        ({"auditors": A, "cases": [{"reference": "F1", "marks": True}]}, "cases[0].marks"),
        ({"auditors": A, "cases": F, "conflicts": [["A", "F1"]]}, "conflicts[0]: must be [text, text, text]"),
        ({"auditors": A, "cases": F, "costs": [["A", "F1", "2"]]}, "costs[0]"),
        ({"auditors": A, "cases": F, "pins": [{}]}, "pins[0]: must be [text, text]"),
        ({"auditors": A, "cases": F, "pins": {}}, "pins: must be a list"),
        ({"auditors": A, "cases": F, "conflicts": [["B", "F1", "x"]]}, "There is no auditor B"),
    ],
)
def test_allocate_refuses_by_place(run, question, message):
    result = run("allocate", question)
    assert result.exit_code == 2
    assert message in result.output
