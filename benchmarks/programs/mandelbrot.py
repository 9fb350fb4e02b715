"""Floats: how many points of a grid stay near 0 when squared again and again."""

import sys


def steps(cr, ci, limit):
    x, y = 0.0, 0.0
    for n in range(limit):
        xx, yy = x * x, y * y
        if xx + yy > 4.0:
            return n
        x, y = xx - yy + cr, 2.0 * x * y + ci
    return limit


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    total, inside = 0, 0
    for row in range(size):
        for column in range(size):
            n = steps(3.0 * column / size - 2.0, 2.0 * row / size - 1.0, 200)
            total += n
            if n == 200:
                inside += 1
    print(total, inside)


main()
