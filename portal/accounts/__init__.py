"""Ways in: accounts, passwords, sessions and sign-in."""
