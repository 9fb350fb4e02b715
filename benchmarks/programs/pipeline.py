"""Generators that feed each other, with closures and tuples on the way."""

import sys


def numbers(n):
    state = 1
    for index in range(n):
        state = (state * 16807) % 2147483647
        yield index, state


def kept(pairs, test):
    for pair in pairs:
        if test(pair[1]):
            yield pair


def grouped(pairs, size):
    group = []
    for pair in pairs:
        group.append(pair)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def averages(groups):
    for group in groups:
        yield group[0][0], sum(value for _, value in group) / len(group)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_200_000
    divisor = 3
    stream = averages(grouped(kept(numbers(n), lambda value: value % divisor == 0), 16))
    highest, count, total = (0, 0.0), 0, 0.0
    for index, average in stream:
        count += 1
        total += average
        if average > highest[1]:
            highest = (index, average)
    print(count, round(total / count, 3), highest)


main()
