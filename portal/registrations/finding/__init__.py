"""What is found out about requests: who of the register it may be, and what is held about somebody."""
