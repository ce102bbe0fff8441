"""What people fill in about courses and events: shape only."""
