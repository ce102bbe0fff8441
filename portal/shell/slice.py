"""What the shell hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open
from portal.kernel.slice import Job, NavEntry, Slice
from portal.shell import jobs
from portal.shell.routes import bp

shell = Slice(
    name="shell",
    blueprint=bp,
    navigation=(NavEntry("Home", "shell.home", Open.SIGNED_IN, order=0),),
    jobs=(Job("send-messages", jobs.send_messages, at="* * * * *"),),
)
