"""What the catalogue room hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open
from portal.kernel.slice import DemoLoader, NavEntry, Slice
from training.catalogue import demo, merging
from training.catalogue.routes import bp

catalogue = Slice(
    name="catalogue",
    blueprint=bp,
    navigation=(NavEntry("Courses", "catalogue.list_courses", Open.PUBLIC, order=10, section="Training"),),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"merge_rules": merging.merge_rules},
)
