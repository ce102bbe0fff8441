"""`flask checklists score`: what it refuses, by name, and the Good Help answers it may carry."""

import json

import pytest
from click.testing import CliRunner

from checklists.commands import checklists
from tests.unit.checklists.answers import DIP, FULL, plain


@pytest.fixture
def run(tmp_path):
    def run(document, kind="full"):
        file = tmp_path / "answers.json"
        file.write_text(document if isinstance(document, str) else json.dumps(document))
        return CliRunner().invoke(checklists, ["score", "--form", kind, str(file)])

    return run


def without(answers, key):
    return {name: value for name, value in answers.items() if name != key}


@pytest.mark.parametrize(
    ("kind", "answers", "message"),
    [
        ("full", without(plain(FULL, 3), "E4"), "There is no answer for E4"),
        ("dip", plain(FULL, 3), "This form does not ask A2, A3"),
        ("full", plain(FULL, 3, Z9=3), "This form does not ask Z9"),
        ("full", plain(FULL, 3, D4=5), "Not 4, 3, 2, 1, NE or NA: D4"),
        ("full", plain(FULL, 3, D4=0), "D4"),
        ("full", plain(FULL, 3, D4=3.0), "D4"),
        ("full", plain(FULL, 3, D4=True), "D4"),
        ("full", plain(FULL, 3, D4="3"), "D4"),
        ("full", plain(FULL, 3, D4=None), "D4"),
        ("full", plain(FULL, 3, D4=[3]), "D4"),
        ("full", plain(FULL, 3, GH1=3), "There is no answer for GH2, GH3, GH4, GH5, GH6, GH7"),
    ],
)
def test_refuses_by_name(run, kind, answers, message):
    result = run({"answers": answers}, kind)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize("document", ["{", "[]", '{"answers": [1]}', "{}"])
def test_refuses_what_is_not_a_file_of_answers(run, document):
    assert run(document).exit_code == 2


def test_refuses_a_form_it_does_not_have(run):
    assert run({"answers": {}}, "long").exit_code == 2


def test_good_help_is_left_out_when_nobody_gave_it(run):
    assert "good_help" not in json.loads(run({"answers": plain(DIP, 3)}, "dip").output)


def test_good_help_is_scored_when_given_and_leaves_the_grade_alone(run):
    principles = {"GH1": 4, "GH2": 3, "GH3": "NE", "GH4": 3, "GH5": "NA", "GH6": 3, "GH7": 4}
    said = json.loads(run({"answers": plain(FULL, 3) | principles}).output)
    assert said["grade"] == 3
    assert said["good_help"] == {
        "profile": {"GH1": 4, "GH2": 3, "GH3": 1, "GH4": 3, "GH5": None, "GH6": 3, "GH7": 4},
        "index": "3",
        "band": 3,
        "headline": 2,
    }
