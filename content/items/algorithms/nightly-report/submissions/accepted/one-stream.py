from collections import deque


class Window:
    """The last events of one customer in one region, and the most that there have been."""

    def __init__(self):
        self.times = deque()
        self.peak = 0
        self.start = None

    def add(self, time, length):
        self.times.append(time)
        while self.times[0] <= time - length:
            self.times.popleft()
        if len(self.times) > self.peak:
            self.peak, self.start = len(self.times), self.times[0]


def busiest(events, window, places):
    windows = {}
    for time, region, customer in sorted(events, key=lambda event: event[0]):
        customers = windows.setdefault(region, {})
        if customer not in customers:
            customers[customer] = Window()
        customers[customer].add(time, window)
    report = {}
    for region, customers in windows.items():
        rows = sorted((-own.peak, own.start, customer) for customer, own in customers.items())
        report[region] = [(customer, -height, start) for height, start, customer in rows[:places]]
    return report
