"""What the figures of coverage are narrowed by, and where schools are put into clusters."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import CommandForm, GovSelect, GovSubmit, GovTextArea, choices, id_or_none
from portal.people.domain import SchoolPhase
from training.champions.domain import MOST_CLUSTER_LETTERS, By, CoverageFilter, PlaceInClusters, read_clusters
from training.champions.forms.roster import word_or_none


class CoverageFilterForm(CommandForm):
    """Asked in the address, so that a picture can be kept as a bookmark."""

    class Meta(CommandForm.Meta):
        csrf = False

    by = SelectField("Put together by", coerce=word_or_none(By), widget=GovSelect())
    local_area_id = SelectField("{Local_area}", coerce=id_or_none, widget=GovSelect())
    phase = SelectField("Phase", coerce=word_or_none(SchoolPhase), widget=GovSelect())
    cluster = SelectField("Cluster", widget=GovSelect())

    def offer(self, areas: Iterable[tuple[int, str]], clusters: Iterable[str]) -> None:
        self.by.choices = choices((by.value, by.label) for by in By)
        self.local_area_id.choices = choices([(None, "All"), *areas])
        self.phase.choices = choices([(None, "All"), *((phase.value, phase.label) for phase in SchoolPhase)])
        self.cluster.choices = choices([("", "All"), *((name, name) for name in clusters)])

    @property
    def asked_by(self) -> By:
        return self.by.data or By.AREA

    def to_filter(self) -> CoverageFilter:
        return CoverageFilter(
            local_area_id=self.local_area_id.data,
            phase=self.phase.data,
            cluster=self.cluster.data or "",
        )


class ClustersForm(CommandForm):
    lines = TextAreaField(
        "Schools and their clusters",
        description="One school a line: its URN, a comma, and the name of its cluster. With nothing after "
        "the comma it is taken out. Schools that are not named stay as they are",
        validators=[
            DataRequired("Enter at least one school"),
            Length(max=MOST_CLUSTER_LETTERS, message="That is too much at once. Enter a part of it"),
        ],
        widget=GovTextArea(rows=12),
    )
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self) -> PlaceInClusters:
        return PlaceInClusters(clusters=read_clusters(self.lines.data or ""))
