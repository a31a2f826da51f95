"""`optimize`: a slow program is made fast, keeping its results; paired runs against the baseline decide."""
