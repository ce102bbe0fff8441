"""Who has to have learned what, until when, and the shortest way to become current."""
