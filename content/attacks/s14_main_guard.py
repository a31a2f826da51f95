# title: sys.argv / __name__ == "__main__" side effects
# group: source
# verdicts: accepted
# bound: -
if __name__ == '__main__':
    raise SystemExit('ran as main')

def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], i]
        seen[x] = i
