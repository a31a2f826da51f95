"""A history told to people: as a space-time diagram, and as a page. Pure: from events to text."""
