"""The coordinator's desk: what needs a decision today, and how training is taken up. Reads only."""
