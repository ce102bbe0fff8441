"""Posts: adding, changing and ending them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access, require
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.text import day, plural
from portal.people.finding import people as people_finding
from portal.people.finding import places
from portal.people.finding import posts as finding
from portal.people.forms import ChangePostForm, EndPostForm, PostForm
from portal.people.models import Post
from portal.people.routes.blueprint import bp
from portal.people.routes.changing import offer_places
from portal.people.services import posts as services

NO_CONTACT = (
    "nobody in post who gets their messages once this is the last day. "
    "Choose another office contact for them: your home page leads to the list"
)


@bp.route("/people/<int:person_id>/posts/add", methods=["GET", "POST"])
@access(Permission.PERSON_MANAGE)
def add_post(person_id: int) -> ResponseReturnValue:
    actor = current_actor()
    person = people_finding.get_visible_person(actor, person_id)
    form = PostForm()
    offer_places(form, actor)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_post(actor, form.to_add(person.id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The post has been added", "success")
            return redirect(url_for(".show_person", person_id=person_id))
        person = people_finding.get_visible_person(actor, person_id)
    return render_template("people/add_post.html", form=form, person=person)


@bp.route("/posts/<int:post_id>/change", methods=["GET", "POST"])
@access(Permission.PERSON_MANAGE)
def change_post(post_id: int) -> ResponseReturnValue:
    actor = current_actor()
    post = finding.get_post(actor, post_id)
    require(actor, Permission.PERSON_MANAGE, post)
    form, theirs = ChangePostForm(data={**_shown(post), "seen": services.seen_of(post)}), []
    offered = places.list_places()
    form.offer_places(offered.schools, _areas(offered.areas, post))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                person_id = services.change_post(actor, form.to_command(post_id)).person_id
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The post has been saved", "success")
            return redirect(url_for(".show_person", person_id=person_id))
        post = finding.get_post(actor, post_id)
        theirs = form.compare(services.seen_of(post), _shown(post))
    return render_template("people/change_post.html", form=form, post=post, theirs=theirs)


def _areas(offered: Sequence[tuple[int, str]], post: Post) -> Sequence[tuple[int, str]]:
    """Those that may be chosen, and the one it has, which may have closed."""
    own = post.local_area
    return [*offered, (own.id, f"{own.name} (closed)")] if own and own.closed_on else offered


def _shown(post: Post) -> dict[str, Any]:
    kept = ("job_title", "team", "school_id", "local_area_id", "started_on", "ended_on")
    return {name: getattr(post, name) for name in kept} | {
        "role_group": post.role_group.value,
        "is_paid": "yes" if post.is_paid else "no",
        "manager": post.manager.reference if post.manager else "",
    }


@bp.route("/posts/<int:post_id>/end", methods=["GET", "POST"])
@access(Permission.PERSON_MANAGE)
def end_post(post_id: int) -> ResponseReturnValue:
    """The last day in post, for the first time or to correct it."""
    actor = current_actor()
    post = finding.get_post(actor, post_id)
    require(actor, Permission.PERSON_MANAGE, post)
    form = EndPostForm(data={"ended_on": post.ended_on})
    if form.validate_on_submit():
        try:
            with unit_of_work():
                person_id = services.end_post(actor, form.to_command(post_id)).person_id
                left = finding.count_left_without(person_id)
        except RuleBroken as error:
            form.refuse(error)
        else:
            _say_ended(day(form.ended_on.data), left)
            return redirect(url_for(".show_person", person_id=person_id))
        post = finding.get_post(actor, post_id)
    return render_template(
        "people/end_post.html",
        form=form,
        post=post,
        team=len(finding.list_team(post.person_id, post.agency_id)),
        acted_for=finding.count_acted_for(post.person_id),
    )


def _say_ended(last_day: str, left: int) -> None:
    flash(f"The last day in post is {last_day}. You can still change it below", "success")
    if left:
        flash(f"{plural(left, 'person has', 'people have')} {NO_CONTACT}", "")


@bp.post("/posts/<int:post_id>/reopen")
@access(Permission.PERSON_MANAGE)
def reopen_post(post_id: int) -> ResponseReturnValue:
    with unit_of_work():
        person_id = services.reopen_post(current_actor(), post_id).person_id
    flash("The post goes on", "success")
    return redirect(url_for(".show_person", person_id=person_id))
