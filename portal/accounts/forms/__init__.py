"""What people fill in to get in, and to let others in."""
