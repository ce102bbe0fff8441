"""What the champions room hands to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import Check, DemoLoader, NavEntry, Slice
from training.champions import checks, demo, merging
from training.champions.routes import bp, school_links
from training.champions.waiting import find_gaps

champions = Slice(
    name="champions",
    blueprint=bp,
    navigation=(NavEntry("{Champion_short_plural}", "champions.roster", Permission.CHAMPION_READ, order=60),),
    waiting=(find_gaps,),
    checks=(Check("champion-roles", checks.find_roles_out_of_step),),
    providers={"merge_rules": merging.merge_rules, "school_links": school_links},
    demo=(DemoLoader(demo.ORDER, demo.load),),
)
