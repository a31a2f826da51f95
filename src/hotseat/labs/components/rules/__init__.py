"""The component labs' invariants and plans: pure functions of a history, or of a seed."""
