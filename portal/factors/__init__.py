"""The second step of signing in, and the ways in beside a password."""
