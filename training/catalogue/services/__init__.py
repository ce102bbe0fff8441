"""Changes of what is taught, where and when. Callers commit."""
