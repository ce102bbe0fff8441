"""`flask audits agreement`: the contract that other people's scripts rely on."""

import json

import pytest
from click.testing import CliRunner

from audits.cycles.commands import audits

KEYS = (
    "units pairs exact within_one kappa kappa_linear kappa_quadratic "
    "alpha_nominal alpha_ordinal alpha_interval ac1 ac2_linear ac2_quadratic notes"
)
X1 = ",".join("3" * 17 + "233") + "\n" + ",".join("3" * 17 + "324") + "\n"


@pytest.fixture
def run(tmp_path):
    def run(content, *options):
        file = tmp_path / "marks.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(audits, ["agreement", *options, str(file)])

    return run


def test_prints_every_figure_under_its_name(run):
    result = run(X1, "--json")
    assert result.exit_code == 0
    said = json.loads(result.output)
    assert list(said) == KEYS.split()
    assert (said["units"], said["pairs"], said["exact"], said["within_one"]) == (20, 20, 0.85, 1.0)
    assert (round(said["kappa"], 5), said["kappa_quadratic"], said["notes"]) == (-0.05263, 0.0, [])
    assert round(said["ac2_quadratic"], 5) == 0.98071


def test_another_scale_and_missing_marks(run):
    said = json.loads(run(" 0, 1,.\n0,1 ,1\n\n", "--grades", "0-1").output)
    assert (said["units"], said["kappa"], said["alpha_nominal"]) == (2, 1.0, 1.0)


def test_what_is_not_defined_is_null_with_a_note(run):
    said = json.loads(run(b"\xef\xbb\xbf3,.\n.,3\n").output)
    assert [said[name] for name in KEYS.split()[2:-1]] == [None] * 11
    assert said["notes"] == ["no double-marked files"]


def test_intervals_on_request(run):
    intervals = json.loads(run(X1, "--intervals").output)["intervals"]
    assert [round(end, 4) for end in intervals["exact"]] == [0.6396, 0.9476]
    assert intervals["alpha_ordinal"] is None
    assert intervals["ac1"][0] < 0.84259 < intervals["ac1"][1] <= 1


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ("1,2\n1,7\n", (), "Row 2, column 2: “7” is not a grade from 1 to 4"),
        ("1,2\n1,\n", (), "Row 2, column 2: “” is not"),
        ("1,2\n1,3.0\n", (), "Row 2, column 2: “3.0” is not"),
        ("1,2\n1,²\n", (), "Row 2, column 2: “²” is not"),
        ("1,2\n\n1\n", (), "Row 3, column 2: this row has 1 marks, the first has 2"),
        ("1,2\n1,2,3\n", (), "Row 2, column 3: this row has 3 marks"),
        ("A,1,2\n", (), "Row 1, column 1: “A” is not"),
        ("0,1\n", (), "Row 1, column 1: “0” is not a grade from 1 to 4"),
        ("\n \n", (), "there are no marks"),
        ('1,"2\n', (), "is not a CSV file"),
        (b"1,\xff\n", (), "is not a CSV file in UTF-8"),
        ("1,2\n", ("--grades", "4-1"), "“4-1” is not a scale"),
        ("1,2\n", ("--grades", "3-3"), "“3-3” is not a scale"),
        ("1,2\n", ("--grades", "1-99999"), "at most 100 grades"),
        ("1,2\n", ("--grades", "good"), "“good” is not a scale"),
    ],
)
def test_a_bad_file_is_refused_by_row_and_column(run, content, options, said):
    result = run(content, *options)
    assert result.exit_code == 2
    assert said in result.output
