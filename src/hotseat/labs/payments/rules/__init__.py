"""What `payments/1` promises, and what is done to find out: pure functions of a history and of a seed."""
