"""What every slice may import; it knows none of them."""
