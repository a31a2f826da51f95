# The starter as it was: all events again for each customer, all of a customer's for each window.
def busiest(events, window, places):
    """For each region its customers with the highest peaks: (customer, peak, start of the peak), in so many places."""
    report = {}
    for region in {region for _, region, _ in events}:
        peaks = []
        for customer in customers_in(region, events):
            times = times_of(customer, region, events)
            peaks.append((customer, *peak(times, window)))
        peaks.sort(key=lambda row: (-row[1], row[2], row[0]))
        report[region] = peaks[:places]
    return report


def customers_in(region, events):
    return {customer for _, where, customer in events if where == region}


def times_of(customer, region, events):
    return [time for time, where, who in events if where == region and who == customer]


def peak(times, window):
    """The most events in a window that begins with one of them, and where the first such window begins."""
    best, best_start = 0, None
    for start in times:
        inside = len([time for time in times if start <= time < start + window])
        if inside > best or inside == best and start < best_start:
            best, best_start = inside, start
    return best, best_start
