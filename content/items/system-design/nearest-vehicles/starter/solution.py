def nearest(reports, requests):
    """For each request (x, y, k) the k vehicles that are nearest by their last known positions, the nearest first."""
    return [closest(reports, x, y, k) for x, y, k in requests]


def closest(reports, x, y, k):
    rows = []
    for vehicle, (_, vehicle_x, vehicle_y) in last_positions(reports).items():
        distance = (vehicle_x - x) ** 2 + (vehicle_y - y) ** 2
        rows.append((distance, vehicle))
    rows.sort()
    return [vehicle for _, vehicle in rows[:k]]


def last_positions(reports):
    """The number, x and y of the report with the highest number, for each vehicle."""
    last = {}
    for vehicle, number, x, y in reports:
        if vehicle not in last or number > last[vehicle][0]:
            last[vehicle] = number, x, y
    return last
