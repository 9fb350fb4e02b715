"""Splitting, grouping, sorting and formatting lines of text."""

import sys

REGIONS = ["north", "south", "east", "west"]


def lines(n):
    state = 99
    for i in range(n):
        state = (state * 69069 + 1) % 2**32
        region = REGIONS[state >> 28 & 3]
        yield f"{region},{1 + state % 12:02},{state % 977 / 10:.1f},{'x' if i % 50 else 'bad'}"


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    totals, counts, wrong = {}, {}, 0
    for line in lines(n):
        try:
            region, month, amount, mark = line.strip().split(",")
            if mark == "bad":
                raise ValueError(mark)
            key = (region, int(month))
            totals[key] = totals.get(key, 0.0) + float(amount)
            counts[key] = counts.get(key, 0) + 1
        except ValueError:
            wrong += 1
    print(f"{n} lines, {wrong} wrong")
    for region in sorted(REGIONS):
        row = [totals.get((region, month), 0.0) for month in range(1, 13)]
        print(f"{region:<6}" + "".join(f"{each:10.1f}" for each in row) + f"{sum(row):12.2f}")
    top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3]
    print(", ".join(f"{region}/{month}: {count}" for (region, month), count in top))


main()
