"""Pages about briefings: writing and sending them, reading them, and saying that they were passed on."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, Role, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.exports import read_format, table_response
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number, streamed
from portal.kernel.text import plural
from portal.messages.domain import MailRules
from training.champions import services
from training.champions.domain import Reach
from training.champions.forms import BriefingForm, ConfirmForm, SendBriefingForm
from training.champions.models import ChampionBriefing
from training.champions.queries import briefings
from training.champions.routes.blueprint import bp


@bp.get("/champions/briefings")
@access(Permission.BRIEFING_READ)
def list_briefings() -> ResponseReturnValue:
    """What one's own schools were asked to pass on; for those who run training, everything with its reach."""
    actor = current_actor()
    page_number = read_page_number(request.args)
    if can(actor, Permission.CHAMPION_MANAGE):
        page = paged(briefings.select_briefings(), page_number)
        rows = [(briefing, Reach(*figures)) for briefing, *figures in page.items]
        return render_template("champions/list_briefings.html", page=page, rows=rows)
    page = paged(briefings.select_for_schools(actor.schools_as(Role.CHAMPION)), page_number)
    return render_template("champions/_own_briefings.html", page=page)


@bp.route("/champions/briefings/write", methods=["GET", "POST"])
@access(Permission.CHAMPION_MANAGE)
def write_briefing() -> ResponseReturnValue:
    form = BriefingForm() if request.method == "POST" else BriefingForm(edition="0")
    return _save(form, None)


@bp.route("/champions/briefings/<int:briefing_id>/edit", methods=["GET", "POST"])
@access(Permission.CHAMPION_MANAGE)
def edit_briefing(briefing_id: int) -> ResponseReturnValue:
    briefing = briefings.get_briefing(briefing_id)
    form = BriefingForm() if request.method == "POST" else BriefingForm(obj=briefing)
    return _save(form, briefing_id)


def _save(form: BriefingForm, briefing_id: int | None) -> ResponseReturnValue:
    """Save, or show what it would look like."""
    is_good = form.validate_on_submit()
    if is_good and not form.preview.data:
        try:
            with unit_of_work():
                saved = services.save_briefing(current_actor(), form.to_command(briefing_id)).id
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Saved. Nobody gets it before you send it", "success")
            return redirect(url_for(".show_briefing", briefing_id=saved))
    people, schools = briefings.count_champions(clock.today())
    return render_template(
        "champions/edit_briefing.html",
        form=form,
        briefing_id=briefing_id,
        is_shown=is_good and bool(form.preview.data),
        goes_to=f"{plural(people, 'person', 'people')} at {plural(schools, 'school')}",
    )


@bp.get("/champions/briefings/<int:briefing_id>")
@access(Permission.BRIEFING_READ)
def show_briefing(briefing_id: int) -> ResponseReturnValue:
    """For those who run training, with its reach; for Champions whose school was asked, as it was sent."""
    actor = current_actor()
    briefing = briefings.get_briefing(briefing_id)
    is_manager = can(actor, Permission.CHAMPION_MANAGE)
    own = briefings.list_of_schools(briefing_id, actor.schools_as(Role.CHAMPION))
    if not is_manager and not own:
        raise NotFound
    facts = _reach_of(briefing) if is_manager else {}
    versions = briefings.list_versions(briefing_id)
    return render_template(
        "champions/show_briefing.html",
        briefing=briefing,
        own=own,
        is_manager=is_manager,
        versions=versions,
        shown=versions[0] if versions and not is_manager else briefing,
        **facts,
    )


def _reach_of(briefing: ChampionBriefing) -> dict[str, object]:
    silent = briefings.select_schools(briefing.id, only_silent=True)
    return {
        "reach": briefings.count_reach(briefing.id),
        "silent": paged(silent, read_page_number(request.args)),
    }


@bp.get("/champions/briefings/<int:briefing_id>/export")
@access(Permission.CHAMPION_MANAGE)
def export_briefing(briefing_id: int) -> Response:
    """Every school that was asked, and what it said."""
    briefing = briefings.get_briefing(briefing_id)
    head = ("School", "Colleagues", "Day", "Version")
    rows = (tuple(row)[1:] for row in streamed(briefings.select_schools(briefing.id, only_silent=False)))
    return table_response(read_format(request.args.get("kind", "")), "briefing-reach", head, rows)


@bp.route("/champions/briefings/<int:briefing_id>/send", methods=["GET", "POST"])
@access(Permission.CHAMPION_MANAGE)
def send_briefing(briefing_id: int) -> ResponseReturnValue:
    briefing = briefings.get_briefing(briefing_id)
    form = SendBriefingForm() if request.method == "POST" else SendBriefingForm(edition=briefing.edition)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.publish_briefing(current_actor(), form.to_command(briefing_id))
        except RuleBroken as error:
            form.refuse(error)
            briefing = briefings.get_briefing(briefing_id)
        else:
            flash("The letters are on their way", "success")
            return redirect(url_for(".show_briefing", briefing_id=briefing_id))
    people, schools = briefings.count_champions(clock.today())
    return render_template(
        "champions/send_briefing.html",
        form=form,
        briefing=briefing,
        people=people,
        schools=schools,
        is_burst=people > in_force(MailRules).burst,
    )


@bp.route("/champions/briefings/<int:briefing_id>/schools/<int:school_id>/confirm", methods=["GET", "POST"])
@access(Permission.BRIEFING_READ)
def confirm_briefing(briefing_id: int, school_id: int) -> ResponseReturnValue:
    actor = current_actor()
    own = briefings.list_of_schools(briefing_id, actor.schools_as(Role.CHAMPION) & {school_id})
    if not own:
        raise NotFound
    title, school = briefings.get_briefing(briefing_id).title, own[0].school.name
    form = ConfirmForm(colleagues=own[0].colleagues, briefed_on=own[0].briefed_on or clock.today())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.confirm_briefing(actor, form.to_command(briefing_id, school_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Thank you for passing it on", "success")
            return redirect(url_for(".list_briefings"))
    return render_template(
        "champions/confirm_briefing.html", form=form, title=title, school=school, briefing_id=briefing_id
    )
