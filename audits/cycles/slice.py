"""What audit cycles hand to the application."""

from __future__ import annotations

from audits.cycles import models  # noqa: F401  # its tables belong to the application
from audits.cycles.commands import audits
from portal.kernel.slice import Slice

cycles = Slice(name="cycles", commands=(audits,))
