"""Which schools belong together. Callers commit."""

from __future__ import annotations

from sqlalchemy import delete, insert

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from portal.kernel.bulk import table_of, write_rows
from portal.kernel.db import db
from portal.people.models import School
from training.champions import queries
from training.champions.domain import ClusterUnread, PlaceInClusters
from training.champions.models import SchoolCluster


def place_in_clusters(actor: Actor, command: PlaceInClusters) -> int:
    """Put these schools into their clusters, or take them out; says how many it changed.

    Schools that are not named stay as they are. Raises `ClusterUnread` for a URN that no school has.
    """
    require(actor, Permission.CHAMPION_MANAGE)
    known = queries.map_schools_by_urn(command.clusters)
    strange = sorted(command.clusters.keys() - known.keys())
    if strange:
        raise ClusterUnread(f"No school here has the URN {strange[0]}")
    before = queries.map_clusters(list(known.values()))
    after = {known[urn]: name for urn, name in command.clusters.items()}
    changed = {one: name for one, name in after.items() if before.get(one, "") != name}
    if not changed:
        return 0
    db.session.execute(delete(SchoolCluster).where(SchoolCluster.school_id.in_(changed)))
    rows = [{"school_id": one, "name": name} for one, name in changed.items() if name]
    if rows:
        write_rows(insert(table_of(SchoolCluster)), rows)
    told = [
        activity.Told(one, {"cluster": before.get(one, "")}, {"cluster": name})
        for one, name in changed.items()
    ]
    activity.record_each(actor, "place_in_cluster", School, told)
    return len(changed)
