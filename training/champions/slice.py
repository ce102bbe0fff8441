"""What the champions room hands to the application."""

from __future__ import annotations

from portal.kernel.access import Permission
from portal.kernel.slice import DemoLoader, NavEntry, Slice
from training.champions import demo
from training.champions.routes import bp

champions = Slice(
    name="champions",
    blueprint=bp,
    navigation=(NavEntry("Champions", "champions.roster", Permission.CHAMPION_READ, order=60),),
    demo=(DemoLoader(demo.ORDER, demo.load),),
)
