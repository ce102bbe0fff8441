"""Reads about requirements: the facts they rest upon, and what pages show."""
