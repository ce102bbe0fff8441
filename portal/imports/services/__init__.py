"""Changes of the imports room: files taken in, read, compared with the register, and applied."""
