"""What coordinators can do with audit cycles. Callers commit."""
