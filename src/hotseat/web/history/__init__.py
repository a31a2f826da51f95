"""History: every attempt, and the ways to take everything along."""
