"""Agencies, schools, local areas, people, posts and roles."""
