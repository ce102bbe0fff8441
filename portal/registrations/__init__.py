"""Asking to join: what strangers send in, and how somebody who knows the agency answers."""
