# Looks for each wave at all services that are left.
def start_waves(needs):
    left = {one: set(others) for one, others in needs.items()}
    for others in list(left.values()):
        for other in others:
            left.setdefault(other, set())
    waves, running = [], set()
    while left:
        wave = sorted(one for one, others in left.items() if others <= running)
        if not wave:
            return None
        waves.append(wave)
        running.update(wave)
        for one in wave:
            del left[one]
    return waves
