"""The picture of how well Champions cover the schools, as tiles and as a table; and the clusters."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.charts import Tile, tile_chart
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.exports import read_format, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.words import word
from portal.people.finding import list_area_choices
from training.champions import finding, services
from training.champions.domain import Group, grouped, total
from training.champions.forms import ClustersForm, CoverageFilterForm
from training.champions.routes.blueprint import bp


def _asked() -> CoverageFilterForm:
    form = CoverageFilterForm(request.args)
    form.offer(list_area_choices(), finding.list_cluster_names())
    return form


@bp.get("/champions/coverage")
@access(Permission.CHAMPION_READ)
def coverage() -> ResponseReturnValue:
    form = _asked()
    groups = grouped(finding.list_cells(form.to_filter()), form.asked_by)
    form.by.data = form.asked_by
    return render_template(
        "champions/coverage.html",
        filters=form,
        by=form.asked_by,
        groups=groups,
        total=total(groups),
        chart=_chart(groups) if groups else None,
        today=clock.today(),
    )


def _chart(groups: Sequence[Group]) -> object:
    tiles = [
        Tile(one.name, f"{one.figures.with_lead:,} of {one.figures.schools:,}", one.figures.step)
        for one in groups
    ]
    title = f"Schools that have {word.a_champion_short} today"
    return tile_chart("coverage", title, tiles)


@bp.get("/champions/coverage/export")
@access(Permission.CHAMPION_READ)
def export_coverage() -> Response:
    """Every combination of part, phase and cluster, with the filters of the page."""
    cells = finding.list_cells(_asked().to_filter())
    head = (
        *(word.Local_area, "Phase", "Cluster", "Schools", f"With {word.a_champion_short}"),
        f"With a trained {word.champion_short}",
        *("Covered by another school’s", "With a deputy", "Somebody lapses this term"),
    )
    rows = (
        (
            *(cell.area, cell.phase.label, cell.cluster, cell.figures.schools, cell.figures.with_lead),
            *(cell.figures.with_trained_lead, cell.figures.covered),
            *(cell.figures.with_deputy, cell.figures.lapsing),
        )
        for cell in cells
    )
    return table_response(read_format(request.args.get("kind", "")), "champion-coverage", head, rows)


@bp.route("/champions/rules/clusters", methods=["GET", "POST"])
@access(Permission.CHAMPION_MANAGE)
def place_in_clusters() -> ResponseReturnValue:
    form = ClustersForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                changed = services.place_in_clusters(current_actor(), form.to_command())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"Saved. {changed:,} changed" if changed else "Nothing had to change", "success")
            return redirect(url_for(".coverage", by="cluster"))
    return render_template("champions/place_in_clusters.html", form=form)
