"""What the room of word to managers hands to the application."""

from __future__ import annotations

from portal.kernel.slice import DemoLoader, Job, Slice
from training.managers import demo, jobs
from training.managers.letters import message_kinds
from training.managers.routes import agency_links, bp

managers = Slice(
    name="managers",
    blueprint=bp,
    jobs=(
        # Again through the day: what a stop at eight left unwritten, and nothing else.
        Job("send-digests", jobs.send_digests, at="*/15 8-17 * * mon"),
        Job("send-copies", jobs.send_copies, at="*/5 * * * *"),
    ),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"agency_links": agency_links, "message_kinds": message_kinds},
)
