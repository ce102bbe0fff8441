"""`flask checklists …`: what other people's scripts may ask of the checklists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import IO, Any

import click
from flask.cli import with_appcontext

from checklists.domain import Answer, FormKind, FormVersion
from checklists.good_help import GoodHelpScore, score_principles
from checklists.scoring import Cap, Score, SectionScore, score
from checklists.services import publish_shipped
from checklists.versions import shipped_form
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken

INSUFFICIENT = "insufficient evidence"
ALLOWED = {"NE": Answer.NOT_EVIDENCED, "NA": Answer.NOT_APPLICABLE} | {
    grade: Answer(str(grade)) for grade in range(1, 5)
}


@click.group("checklists")
def checklists() -> None:
    """Versioned checklists and their arithmetic."""


@checklists.command("score")
@click.option(
    "--form",
    "kind",
    type=click.Choice([kind.value for kind in FormKind]),
    required=True,
    help="Which form was answered.",
)
@click.option("--json", "compact", is_flag=True, help="On one line.")
@click.argument("file", type=click.File("r", encoding="utf-8"))
def score_file(kind: str, file: IO[str], *, compact: bool) -> None:
    """Score the answers in FILE and print the grade with its working.

    Applies the arithmetic alone (docs/audits.md R1, R4 to R10, R14 and R16): reasons and evidence
    are checked where answers are given.
    """
    form = shipped_form(FormKind(kind))
    answers = read_answers(form, file)
    result = score_as_json(score(form, answers))
    if set(form.principle_keys()) & set(answers):
        result["good_help"] = good_help_as_json(score_principles(form, answers))
    click.echo(json.dumps(result, indent=None if compact else 2))


@checklists.command("load")
@with_appcontext
def load() -> None:
    """Publish the versions that come with the portal and are not published yet. Safe to run twice."""
    try:
        with unit_of_work():
            titles = [f"{version.checklist.name}, version {version.number}" for version in publish_shipped()]
    except RuleBroken as error:
        raise click.ClickException(error.message) from error
    for title in titles:
        click.echo(f"Published {title}")
    click.echo(f"{len(titles)} published", err=True)


def read_answers(form: FormVersion, file: IO[str]) -> dict[str, Answer]:
    """Refuse, by name, an answer that is missing, unknown or not asked for.

    The Good Help principles may be left out altogether; once one is there, all must be.
    """
    given = _given_answers(file)
    asked = [*form.item_keys()]
    if set(form.principle_keys()) & set(given):
        asked += form.principle_keys()
    _refuse("There is no answer for", [key for key in asked if key not in given])
    _refuse("This form does not ask", [key for key in given if key not in asked])
    _refuse("Not 4, 3, 2, 1, NE or NA:", [key for key in asked if not _is_allowed(given[key])])
    return {key: ALLOWED[given[key]] for key in asked}


def _given_answers(file: IO[str]) -> Mapping[str, Any]:
    try:
        document = json.load(file)
    except ValueError as error:
        raise click.UsageError(f"{file.name} is not JSON: {error}") from error
    given = document.get("answers") if isinstance(document, dict) else None
    if not isinstance(given, dict):
        raise click.UsageError(f'{file.name} must hold {{"answers": {{"A1": 4, …}}}}')
    return given


def _is_allowed(value: object) -> bool:
    """True, 3.0 and "3" are not grades, though Python finds the first two among the keys."""
    return type(value) in {int, str} and value in ALLOWED


def _refuse(what: str, keys: list[str]) -> None:
    if keys:
        raise click.UsageError(f"{what} {', '.join(keys)}")


def score_as_json(scored: Score) -> dict[str, Any]:
    result: dict[str, Any] = {
        "grade": scored.grade,
        "band": scored.band,
        "overall_mean": _fraction(scored.overall_mean),
        "index": scored.index,
        "sections": {section.key: _section_as_json(section) for section in scored.sections},
        "caps": [_cap_as_json(cap) for cap in scored.caps],
        "bound_by": [cap.name for cap in scored.bound_by],
    }
    if scored.result is None:
        result["reason"] = INSUFFICIENT
    return result


def _section_as_json(section: SectionScore) -> dict[str, Any]:
    return {
        "mean": _fraction(section.mean),
        "band": section.band,
        "grade": section.grade,
        "thin": section.thin,
    }


def _cap_as_json(cap: Cap) -> dict[str, Any]:
    if cap.item:
        return {"rule": cap.rule, "item": cap.item, "cap": cap.cap}
    return {"rule": cap.rule, "clause": cap.clause, "sections": list(cap.sections), "cap": cap.cap}


def good_help_as_json(scored: GoodHelpScore) -> dict[str, Any]:
    return {
        "profile": {principle.key: principle.grade for principle in scored.profile},
        "index": _fraction(scored.index),
        "band": scored.band,
        "headline": scored.headline,
    }


def _fraction(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
