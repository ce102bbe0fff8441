"""Starting from the profile of a partnership: what would change, then the change."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.signed_in import current_actor
from portal.kernel.text import plural
from portal.partnership import services
from portal.partnership.profiles import get_profile
from portal.partnership.profiles import list_profiles as list_shipped
from portal.partnership.routes.blueprint import bp
from portal.partnership.telling import changed_only


@bp.get("/profiles")
@access(Permission.PARTNERSHIP_MANAGE)
def list_profiles() -> ResponseReturnValue:
    return render_template("partnership/list_profiles.html", profiles=list_shipped())


@bp.get("/profiles/<string:key>")
@access(Permission.PARTNERSHIP_MANAGE)
def show_profile(key: str) -> ResponseReturnValue:
    """What loading it would change, beside what stands now."""
    profile = get_profile(key)
    steps = [
        (step.label, *changed_only(step.before, step.after)) for step in services.preview_profile(profile)
    ]
    return render_template("partnership/show_profile.html", profile=profile, steps=steps)


@bp.post("/profiles/<string:key>/load")
@access(Permission.PARTNERSHIP_MANAGE)
def load_profile(key: str) -> ResponseReturnValue:
    profile = get_profile(key)
    with unit_of_work():
        steps = services.load_profile(current_actor(), profile)
    flash(
        f"{profile.name}: {plural(len(steps), 'change')}. Every page shows them within a few seconds",
        "success",
    )
    return redirect(url_for(".overview"))
