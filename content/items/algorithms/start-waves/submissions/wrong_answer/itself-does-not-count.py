# Leaves a need of itself out, as if it were met.
def start_waves(needs):
    wanted_by, open_needs = {}, {}
    for one, others in needs.items():
        others = set(others) - {one}
        open_needs[one] = len(others)
        for other in others:
            wanted_by.setdefault(other, []).append(one)
    everybody = {*open_needs, *wanted_by}
    waves, wave, started = [], [one for one in everybody if not open_needs.get(one)], 0
    while wave:
        waves.append(sorted(wave))
        started += len(wave)
        following = []
        for one in wave:
            for other in wanted_by.get(one, ()):
                open_needs[other] -= 1
                if open_needs[other] == 0:
                    following.append(other)
        wave = following
    return waves if started == len(everybody) else None
