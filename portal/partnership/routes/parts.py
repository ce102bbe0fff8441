"""Name, contacts, words, levels of need, grades, boards and lines: a page for each."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.chosen import DEFAULT_GRADES, chosen, holding
from portal.kernel.words import VOCABULARY, term, worded
from portal.partnership import services
from portal.partnership.forms import (
    BoardsForm,
    ContactsForm,
    GradesForm,
    IdentityForm,
    LevelsForm,
    LinesForm,
    WordsForm,
)
from portal.partnership.routes.blueprint import bp, edit_part

# How the words stand in sentences; each page of the portal is written like this.
SAMPLES = (
    "{A_feha} is short for {assessment}.",
    "Releasing gives the result to the {lead_practitioner} who led the {feha}.",
    "Every school has {a_champion}. A {champion_short} helps colleagues to write {feha_plural}.",
    "The {local_area_plural} meet each {team_around} once a term.",
    "Ask the {help_team} which {level_of_need} it is.",
)


@bp.route("/name", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def edit_identity() -> ResponseReturnValue:
    now = {"name": chosen().name, "signatory": chosen().signatory}
    return edit_part("partnership/edit_identity.html", IdentityForm(), now, services.save)


@bp.route("/contacts", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def edit_contacts() -> ResponseReturnValue:
    return edit_part(
        "partnership/edit_contacts.html", ContactsForm(), asdict(chosen().contacts), services.save
    )


@bp.route("/boards", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def edit_boards() -> ResponseReturnValue:
    return edit_part(
        "partnership/edit_boards.html", BoardsForm(), {"names": chosen().boards}, services.save_boards
    )


@bp.route("/strategy", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def edit_strategy() -> ResponseReturnValue:
    return edit_part(
        "partnership/edit_strategy.html", LinesForm(), {"names": chosen().lines}, services.save_lines
    )


@bp.route("/levels", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def edit_levels() -> ResponseReturnValue:
    now = {"levels": [asdict(level) for level in chosen().levels]}
    return edit_part("partnership/edit_levels.html", LevelsForm(), now, services.save_levels)


@bp.route("/grades", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def edit_grades() -> ResponseReturnValue:
    now = {"words": {**DEFAULT_GRADES, **chosen().grades}}
    return edit_part("partnership/edit_grades.html", GradesForm(), now, services.save_grades)


@bp.route("/words", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def edit_words() -> ResponseReturnValue:
    """Saves, or with the other button only shows how sentences would read."""
    form = WordsForm()
    if "preview" in request.form:
        return _preview(form)
    now = {key: asdict(term(key)) for key in VOCABULARY}
    return edit_part("partnership/edit_words.html", form, now, services.save, samples=_samples())


def _preview(form: WordsForm) -> ResponseReturnValue:
    """What was typed in sentences; nothing is saved."""
    samples = _samples()
    if form.validate():
        with holding(replace(chosen(), terms=form.terms(), stamp=secrets.token_hex(8))):
            samples = _samples()
    return render_template("partnership/edit_words.html", form=form, theirs=None, samples=samples)


def _samples() -> list[str]:
    return [worded(sentence) for sentence in SAMPLES]
