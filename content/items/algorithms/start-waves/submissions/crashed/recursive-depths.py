# Computes the wave of each service from its needs by recursion, as deep as the chain.
def start_waves(needs):
    wave_of, on_path = {}, set()

    def wave(one):
        if one in on_path:
            raise LookupError
        if one not in wave_of:
            on_path.add(one)
            wave_of[one] = max((wave(other) + 1 for other in needs.get(one, ())), default=0)
            on_path.discard(one)
        return wave_of[one]

    try:
        for one, others in needs.items():
            wave(one)
    except LookupError:
        return None
    waves = [[] for _ in range(max(wave_of.values(), default=-1) + 1)]
    for one in sorted(wave_of):
        waves[wave_of[one]].append(one)
    return waves
