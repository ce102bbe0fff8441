"""Every read about ways in."""
