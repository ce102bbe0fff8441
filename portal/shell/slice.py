"""What the shell hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open
from portal.kernel.slice import NavEntry, Slice
from portal.shell.commands import stats
from portal.shell.domain import PortalKept
from portal.shell.retention import RETENTION
from portal.shell.routes import bp

shell = Slice(
    name="shell",
    blueprint=bp,
    navigation=(NavEntry("Home", "shell.home", Open.SIGNED_IN, order=0),),
    commands=(stats,),
    retention=RETENTION,
    rules=(PortalKept,),
)
