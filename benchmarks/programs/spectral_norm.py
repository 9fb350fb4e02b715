"""Lists of floats and many small calls: the norm of an endless matrix, by iteration."""

import sys


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(u):
    return [sum_row(i, u) for i in range(len(u))]


def sum_row(i, u):
    total = 0.0
    for j, value in enumerate(u):
        total += entry(i, j) * value
    return total


def transposed_times(u):
    result = []
    for i in range(len(u)):
        total = 0.0
        for j, value in enumerate(u):
            total += entry(j, i) * value
        result.append(total)
    return result


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    u = [1.0] * n
    v = u
    for _ in range(10):
        v = transposed_times(times(u))
        u = transposed_times(times(v))
    above, below = 0.0, 0.0
    for a, b in zip(u, v, strict=True):
        above += a * b
        below += b * b
    print(f"{(above / below) ** 0.5:.9f}")


main()
