"""What every page shares: its frame, how values are shown, what happens when something goes wrong."""
