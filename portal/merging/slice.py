"""What the room of duplicates hands to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import Counted, DemoLoader, Job, NavEntry, Slice
from portal.merging import demo, jobs
from portal.merging.checks import CHECKS
from portal.merging.domain import MergesKept
from portal.merging.matching import MatchRules
from portal.merging.retention import RETENTION
from portal.merging.routes import bp, card_to_decide, number_to_decide, person_links

merging = Slice(
    name="merging",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Duplicates",
            "merging.list_pairs",
            Permission.PERSON_MERGE,
            order=88,
            section="People and places",
        ),
    ),
    counted=(Counted(number_to_decide, card_to_decide),),
    jobs=(Job("find-duplicates", jobs.find_duplicates, at="40 2 * * *"),),
    checks=CHECKS,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"person_links": person_links},
    retention=RETENTION,
    rules=(MatchRules, MergesKept),
)
