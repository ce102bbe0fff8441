"""At the door: codes of the room, checking oneself in, and who came (docs/training.md 4.6)."""
