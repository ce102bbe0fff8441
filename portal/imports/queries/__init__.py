"""Every read of the imports: the files themselves, and what the register holds beside them."""
