# title: bidirectional control characters in the source (Trojan source): show escaped
# group: source
# verdicts: accepted
# bound: -
x = "\u202e" # ‮ ⁦ ⁩

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
