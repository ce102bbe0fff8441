"""What the checklists hand to the application."""

from __future__ import annotations

from checklists.commands import checklists as checklists_group
from portal.kernel.slice import Slice

checklists = Slice(name="checklists", commands=(checklists_group,))
