"""Every read of audit cycles."""
