"""Today: the next best thing, what is due, the shape of the week."""
