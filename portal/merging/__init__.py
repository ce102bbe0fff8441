"""People who were entered twice: found, decided by a person, merged, and parted again if that was wrong."""
