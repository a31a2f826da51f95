"""What runs while the learner watches: judgements and proofs, in worker threads, followed by any number of pages."""
