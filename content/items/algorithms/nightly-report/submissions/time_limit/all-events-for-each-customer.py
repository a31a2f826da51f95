# Moves the two ends of a window, and still looks for each customer's events among all of them.
def busiest(events, window, places):
    report = {}
    for region in {region for _, region, _ in events}:
        peaks = []
        for customer in {customer for _, where, customer in events if where == region}:
            times = sorted(time for time, where, who in events if where == region and who == customer)
            peaks.append((customer, *peak(times, window)))
        peaks.sort(key=lambda row: (-row[1], row[2], row[0]))
        report[region] = peaks[:places]
    return report


def peak(times, window):
    best = best_start = first = 0
    for last, time in enumerate(times):
        while times[first] <= time - window:
            first += 1
        if last - first + 1 > best:
            best, best_start = last - first + 1, times[first]
    return best, best_start

