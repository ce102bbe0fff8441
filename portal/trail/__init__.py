"""Who did what to which record, who opened it, and everything that is held about a person."""
