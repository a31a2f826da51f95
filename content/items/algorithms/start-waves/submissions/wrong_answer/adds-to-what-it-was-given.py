# Adds the services that are only named to the dict that it was given.
def start_waves(needs):
    for others in list(needs.values()):
        for other in others:
            needs.setdefault(other, [])
    wanted_by, open_needs = {one: [] for one in needs}, {}
    for one, others in needs.items():
        open_needs[one] = len(set(others))
        for other in set(others):
            wanted_by[other].append(one)
    waves, wave, started = [], [one for one in needs if not open_needs[one]], 0
    while wave:
        waves.append(sorted(wave))
        started += len(wave)
        following = []
        for one in wave:
            for other in wanted_by[one]:
                open_needs[other] -= 1
                if open_needs[other] == 0:
                    following.append(other)
        wave = following
    return waves if started == len(needs) else None
