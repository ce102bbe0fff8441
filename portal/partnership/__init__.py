"""The partnership's own words and numbers: what it is called, what it calls things, what it decides."""
