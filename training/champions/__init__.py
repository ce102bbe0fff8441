"""Early Help Champions: who they are, where, from when to when."""
