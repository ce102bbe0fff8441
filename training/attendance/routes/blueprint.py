"""The addresses of this room."""

from flask import Blueprint

bp = Blueprint("attendance", __name__, url_prefix="/training/events/<int:event_id>")
