class Schedule:
    """Delayed jobs by name."""

    def add(self, name: str, at: float) -> None:
        """Schedule a job, or move it if it is waiting."""
        raise NotImplementedError

    def cancel(self, name: str) -> bool:
        """Take a waiting job out; whether it was waiting."""
        raise NotImplementedError

    def due(self, now: float) -> list[str]:
        """Take out and return the jobs whose time has come, in order."""
        raise NotImplementedError

    def __len__(self) -> int:
        """How many jobs are waiting."""
        raise NotImplementedError
