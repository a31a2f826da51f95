# Goes through all needs to find who waited for a service, for each service that starts.
def start_waves(needs):
    left = {one: set(others) for one, others in needs.items()}
    for others in list(left.values()):
        for other in others:
            left.setdefault(other, set())
    waves, wave, started = [], [one for one, others in left.items() if not others], 0
    while wave:
        waves.append(sorted(wave))
        started += len(wave)
        following = []
        for one in wave:
            for other, others in needs.items():
                if one in list(others):
                    left[other].discard(one)
                    if not left[other]:
                        following.append(other)
        wave = following
    return waves if started == len(left) else None
