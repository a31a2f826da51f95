# Returns the waves that can be formed and leaves a circle out.
def start_waves(needs):
    wanted_by, open_needs = {}, {}
    for one, others in needs.items():
        others = set(others)
        open_needs[one] = len(others)
        for other in others:
            wanted_by.setdefault(other, []).append(one)
    waves, wave = [], [one for one in {*open_needs, *wanted_by} if not open_needs.get(one)]
    while wave:
        waves.append(sorted(wave))
        following = []
        for one in wave:
            for other in wanted_by.get(one, ()):
                open_needs[other] -= 1
                if open_needs[other] == 0:
                    following.append(other)
        wave = following
    return waves
