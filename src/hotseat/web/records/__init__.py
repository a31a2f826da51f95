"""The store: what the learner did, append-only, and what they are writing now."""
