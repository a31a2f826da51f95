def decide(canary, baseline, harm=0.01, doubt=0.05, looks=1):
    """What to do with a canary release: "promote", "wait" or "roll back".

    `canary` and `baseline` are (failed requests, all requests), over the same time and from the same traffic. `harm` is the
    rise of the failure rate that must not go live. Each kind of wrong decision may happen with a probability of at most
    `doubt`, over all of the `looks` at which this is asked while the canary runs. Raises `ValueError` for counts that
    cannot be.
    """
    raise NotImplementedError
