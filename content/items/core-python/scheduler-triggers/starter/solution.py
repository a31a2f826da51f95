class Scheduler:
    """Runs jobs when they are due; it is told what time it is."""

    def add(self, name, job, trigger, now, again=None):
        """Keep a job, planned for `trigger.next(now)`; `again(error, tries)` gives a delay, or None to give up."""
        raise NotImplementedError

    def cancel(self, name):
        """Forget a job."""
        raise NotImplementedError

    def next_due(self):
        """The earliest moment at which something is due, or None."""
        raise NotImplementedError

    def run_due(self, now):
        """Run what is due: pairs of name and "done", "retry" or "failed", in the order of running."""
        raise NotImplementedError
