"""Several people booked at once, by whoever books for others."""
