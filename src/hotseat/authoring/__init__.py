"""For authors: lint (one rule a file), verification of items by their own submissions, claims and mutations, scaffolds."""
