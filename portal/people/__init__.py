"""Agencies, schools, local areas, people, posts, accounts, roles and sign-in."""
