"""Who holds which role: given, changed, ended and reviewed."""
