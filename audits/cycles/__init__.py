"""Audit cycles: scope, draw and allocation."""
