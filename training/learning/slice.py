"""What the room of learning pages hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open
from portal.kernel.slice import DemoLoader, NavEntry, Slice
from training.learning import demo, routes

learning = Slice(
    name="learning",
    blueprint=routes.bp,
    navigation=(
        NavEntry("Learning pages", "learning.list_pages", Open.PUBLIC, order=11, section="Training"),
    ),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={
        "catalogue_links": routes.links_of_catalogue,
        "course_links": routes.links_of_course,
    },
)
