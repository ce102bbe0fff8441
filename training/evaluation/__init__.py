"""What people thought and learned, kept apart from who they are."""
