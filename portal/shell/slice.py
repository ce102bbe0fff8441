"""What the shell hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open, Permission
from portal.kernel.slice import Job, NavEntry, Slice
from portal.shell import jobs
from portal.shell.commands import stats
from portal.shell.domain import MailRules, PortalKept
from portal.shell.retention import RETENTION
from portal.shell.routes import bp

shell = Slice(
    name="shell",
    blueprint=bp,
    navigation=(
        NavEntry("Home", "shell.home", Open.SIGNED_IN, order=0),
        NavEntry("Outbox", "shell.list_messages", Permission.OUTBOX_READ, order=92, section="Operations"),
    ),
    commands=(stats,),
    jobs=(Job("send-messages", jobs.send_messages, at="* * * * *"),),
    retention=RETENTION,
    rules=(PortalKept, MailRules),
)
