"""From a row of text to what the register keeps, one module for each kind of list. Plain Python."""
