"""What a school or an agency shows to an inspector: who works there, what they hold, and what is missing."""
