"""Text and rows of ints: how many edits lead from one made-up word to another."""

import sys


def distance(a, b):
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y)))
        before = row
    return before[-1]


def words(n):
    state, result = 7, []
    for _ in range(n):
        word = ""
        for _ in range(8 + state % 9):
            state = (state * 48271) % 2147483647
            word += "etaoinshrdlu"[state % 12]
        result.append(word)
    return result


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    texts = words(n)
    total, nearest = 0, []
    for a in texts:
        best = 1000
        for b in texts:
            d = distance(a, b)
            total += d
            if d and d < best:
                best = d
        nearest.append(best)
    print(total, sum(nearest))


main()
