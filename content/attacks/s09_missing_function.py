# title: required function not defined
# group: source
# verdicts: crashed
# bound: -
def twosum(a, b): return [0, 1]
