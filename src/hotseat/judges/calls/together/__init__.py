"""Cases put to one process of the submission, one after the other: fast, and what is right there is right apart too."""
