"""Wording the questions: the versions, the one draft, what each form looks like, and publishing."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.forms import CommandForm
from portal.kernel.signed_in import current_actor
from training.evaluation import queries, services
from training.evaluation.domain import ChangedSince, EvaluationForm, Questionnaire
from training.evaluation.forms import PublishForm, StatementForm, form_for, texts_form
from training.evaluation.routes.blueprint import bp


@bp.get("/evaluation/questions")
@access(Permission.EVENT_MANAGE)
def list_questions() -> ResponseReturnValue:
    versions = sorted(queries.map_versions().values(), key=lambda one: -one.number)
    in_use = next(one.number for one in versions if one.is_published)
    return render_template("evaluation/list_questions.html", versions=versions, in_use=in_use)


@bp.get("/evaluation/questions/<int:number>")
@access(Permission.EVENT_MANAGE)
def show_questions(number: int) -> ResponseReturnValue:
    questions = queries.get_questions(number)
    form = PublishForm(formdata=None, data={"edition": str(questions.edition)})
    return _show(questions, form)


def _show(questions: Questionnaire, form: PublishForm) -> ResponseReturnValue:
    return render_template(
        "evaluation/show_questions.html", questions=questions, form=form, forms=list(EvaluationForm)
    )


@bp.get("/evaluation/questions/<int:number>/preview/<string:which>")
@access(Permission.EVENT_MANAGE)
def preview_questions(number: int, which: str) -> ResponseReturnValue:
    """The form as it is asked; nothing can be sent from here."""
    if which not in set(EvaluationForm):
        raise NotFound
    questions = queries.get_questions(number)
    form = form_for(EvaluationForm(which), questions)
    return render_template("evaluation/preview_questions.html", form=form, questions=questions)


@bp.post("/evaluation/questions/draft")
@access(Permission.EVENT_MANAGE)
def begin_draft() -> ResponseReturnValue:
    with unit_of_work():
        number = services.begin_draft(current_actor()).number
    flash("This draft begins with the questions in use. Nobody sees it until you publish it", "success")
    return redirect(url_for(".show_questions", number=number))


@bp.route("/evaluation/questions/<int:number>/statements/add", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def add_statement(number: int) -> ResponseReturnValue:
    draft, form = _draft(number), StatementForm()
    if request.method == "GET":
        form.position.data = len(draft.statements) + 1
    return _save_statement(draft, form, "")


@bp.route("/evaluation/questions/<int:number>/statements/<string:key>", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def edit_statement(number: int, key: str) -> ResponseReturnValue:
    draft, form = _draft(number), StatementForm()
    if request.method == "GET":
        statement = draft.find(key)
        if statement is None:
            raise NotFound
        form.show(statement, draft.statements.index(statement) + 1)
    return _save_statement(draft, form, key)


def _draft(number: int) -> Questionnaire:
    """Raises `NotFound` for a version that is published: there is nothing to change."""
    found = queries.get_questions(number)
    if found.is_published:
        raise NotFound
    return found


def _save_statement(draft: Questionnaire, form: StatementForm, key: str) -> ResponseReturnValue:
    if form.validate_on_submit() and _did(
        form, lambda: services.save_statement(current_actor(), form.to_command(draft.number, key))
    ):
        flash("The draft is saved", "success")
        return redirect(url_for(".show_questions", number=draft.number))
    return render_template("evaluation/edit_statement.html", form=form, questions=draft, key=key)


def _did(form: CommandForm, act: Callable[[], object]) -> bool:
    """Whether it was done; if not, the form says why."""
    try:
        with unit_of_work():
            act()
    except RuleBroken as error:
        form.refuse(error)
        return False
    return True


@bp.post("/evaluation/questions/<int:number>/statements/<string:key>/remove")
@access(Permission.EVENT_MANAGE)
def remove_statement(number: int, key: str) -> ResponseReturnValue:
    with unit_of_work():
        services.remove_statement(current_actor(), number, key)
    flash("The statement is removed from the draft", "success")
    return redirect(url_for(".show_questions", number=number))


@bp.route("/evaluation/questions/<int:number>/words", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def edit_texts(number: int) -> ResponseReturnValue:
    draft = _draft(number)
    form = texts_form(draft)
    if form.validate_on_submit() and _did(
        form, lambda: services.save_texts(current_actor(), form.to_command(number))
    ):
        flash("The draft is saved", "success")
        return redirect(url_for(".show_questions", number=number))
    return render_template("evaluation/edit_texts.html", form=form, questions=draft)


@bp.post("/evaluation/questions/<int:number>/publish")
@access(Permission.EVENT_MANAGE)
def publish_questions(number: int) -> ResponseReturnValue:
    form = PublishForm()
    if not form.validate_on_submit():
        raise ChangedSince
    edition = int(form.edition.data or 0)
    if not _did(form, lambda: services.publish_questions(current_actor(), number, edition)):
        return _show(queries.get_questions(number), form)
    flash("Events that nobody has answered about yet ask these questions from now on", "success")
    return redirect(url_for(".list_questions"))


@bp.post("/evaluation/questions/<int:number>/discard")
@access(Permission.EVENT_MANAGE)
def discard_draft(number: int) -> ResponseReturnValue:
    with unit_of_work():
        services.discard_draft(current_actor(), number)
    flash("The draft is thrown away", "success")
    return redirect(url_for(".list_questions"))
