"""Who was there: registers and event results."""
