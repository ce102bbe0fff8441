"""One letter to each learner of what is coming up for them and what waits for them, as often as they like."""
