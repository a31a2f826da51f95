"""Practice: an item's page, and the attempt from its question to its rating."""
