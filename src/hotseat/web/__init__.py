"""The browser's side: Django at the edge, the learner's store, the actions that write to it, the pages that show it."""
