# Looks through all jobs at each call of due.
class Schedule:
    def __init__(self):
        self.jobs = {}

    def add(self, name, at):
        self.jobs.pop(name, None)
        self.jobs[name] = at

    def cancel(self, name):
        return self.jobs.pop(name, None) is not None

    def due(self, now):
        names = sorted((name for name, at in self.jobs.items() if at <= now), key=self.jobs.get)
        for name in names:
            del self.jobs[name]
        return names

    def __len__(self):
        return len(self.jobs)
