"""The addresses of this room, and the codes that its pages ask for."""

from __future__ import annotations

from flask import Blueprint, current_app

from portal.kernel.rules import in_force
from training.checkin.codes import RoomCodes
from training.checkin.domain import CheckInRules

bp = Blueprint("checkin", __name__)


def room_codes() -> RoomCodes:
    rules = in_force(CheckInRules)
    return RoomCodes(current_app.config["SETTINGS"].secret_key, rules.code_changes, rules.code_valid)
