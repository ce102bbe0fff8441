"""What the portal keeps and for how long, and who may read what it wrote down."""
