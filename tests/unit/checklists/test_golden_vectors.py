"""docs/audits.md 4.1, the golden vectors, through the functions and through the command line."""

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner

from checklists.commands import checklists
from checklists.domain import Answer
from checklists.scoring import score
from tests.unit.checklists.answers import DIP, FULL, items_of, plain

R9_ONE = {"rule": "R9", "clause": "one section at 1", "cap": 2}
R9_LOW = {"rule": "R9", "clause": "one or more sections at 2 or below", "cap": 3}
EVERY = list("ABCDEFGHI")


def r6(item, cap):
    return {"rule": "R6", "item": item, "cap": cap}


V14_CAPS = [
    r6("A1", 2),
    r6("B1", 1),
    r6("C1", 2),
    r6("D4", 1),
    r6("G1", 2),
    {"rule": "R9", "clause": "two or more sections at 1", "sections": EVERY, "cap": 1},
    R9_ONE | {"sections": EVERY},
    {"rule": "R9", "clause": "three or more sections at 2 or below", "sections": EVERY, "cap": 2},
    R9_LOW | {"sections": EVERY},
]

# form, answers, overall mean, band, caps, what bound, grade, index
VECTORS = {
    "V1": (FULL, plain(FULL, 3), "3", 3, [], [], 3, 67),
    "V2": (FULL, plain(FULL, 4), "4", 4, [], [], 4, 100),
    "V3": (FULL, plain(FULL, 4, C1=2), "74/19", 4, [r6("C1", 3)], ["R6 C1"], 3, 96),
    "V5": (
        FULL,
        plain(FULL, 3, D4=1),
        "111/38",
        3,
        [r6("D4", 1), R9_ONE | {"sections": ["D"]}, R9_LOW | {"sections": ["D"]}],
        ["R6 D4"],
        1,
        64,
    ),
    "V6": (
        FULL,
        plain(FULL, 3, A1="NE"),
        "387/133",
        3,
        [r6("A1", 2), R9_LOW | {"sections": ["A"]}],
        ["R6 A1"],
        2,
        64,
    ),
    "V8": (
        FULL,
        plain(FULL, 3, **dict.fromkeys(["F2", "F3", "F4", "H1", "H2", "H3"], "NA")),
        "3",
        3,
        [],
        [],
        3,
        67,
    ),
    "V10": (
        FULL,
        plain(FULL, 3, **dict.fromkeys(items_of(FULL, *"EFGH"), "NA")),
        None,
        None,
        [],
        [],
        None,
        None,
    ),
    "V13": (DIP, plain(DIP, 3, C2=2, E3=2), "54/19", 3, [], [], 3, 61),
    "V14": (FULL, plain(FULL, 1), "1", 1, V14_CAPS, [], 1, 0),
}

SECTION_MEANS = {
    "V1": dict.fromkeys(EVERY, "3"),
    "V3": {"C": "10/3"},
    "V5": {"D": "5/2"},
    "V6": {"A": "15/7"},
    "V13": {"C": "5/2", "E": "5/2"},
}


def run(form, answers, tmp_path):
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": answers}))
    result = CliRunner().invoke(checklists, ["score", "--form", form.kind.value, "--json", str(file)])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.mark.parametrize("name", VECTORS)
def test_scores_exactly(name):
    form, answers, mean, band, _, bound, grade, index = VECTORS[name]
    scored = score(form, {key: Answer(str(value)) for key, value in answers.items()})
    assert scored.overall_mean == (None if mean is None else Fraction(mean))
    assert (scored.band, scored.grade, scored.index) == (band, grade, index)
    assert [cap.name for cap in scored.bound_by] == bound


@pytest.mark.parametrize("name", VECTORS)
def test_command_line_says_the_same(name, tmp_path):
    form, answers, mean, band, caps, bound, grade, index = VECTORS[name]
    said = run(form, answers, tmp_path)
    sections = said.pop("sections")
    expected = {"grade": grade, "band": band, "overall_mean": mean, "index": index}
    expected |= {"caps": caps, "bound_by": bound}
    if grade is None:
        expected["reason"] = "insufficient evidence"
    assert said == expected
    for key, value in SECTION_MEANS.get(name, {}).items():
        assert sections[key]["mean"] == value


def test_a_capped_section_shows_band_and_grade(tmp_path):
    form, answers, *_ = VECTORS["V5"]
    sections = run(form, answers, tmp_path)["sections"]
    assert sections["D"] == {"mean": "5/2", "band": 3, "grade": 1, "thin": False}


def test_a_thin_section_is_flagged_and_an_empty_one_has_no_grade(tmp_path):
    form, answers, *_ = VECTORS["V8"]
    sections = run(form, answers, tmp_path)["sections"]
    assert sections["F"] == {"mean": "3", "band": 3, "grade": 3, "thin": True}
    assert sections["H"] == {"mean": None, "band": None, "grade": None, "thin": False}
    assert [key for key in sections if sections[key]["thin"]] == ["F"]
