"""One act for many events: when it snows, or a trainer is ill."""
