"""Recursion: queens on a board, none in reach of another.

    queens.py [SIZE]
"""

import sys


def solutions(size, columns=(), row=0):
    """Each solution is a tuple: the column of the queen in each row."""
    if row == size:
        return [columns]
    found = []
    for column in range(size):
        if is_safe(columns, row, column):
            found += solutions(size, (*columns, column), row + 1)
    return found


def is_safe(columns, row, column):
    for other_row, other in enumerate(columns):
        if other == column or abs(other - column) == row - other_row:
            return False
    return True


def count(size, row, columns, falling, rising):
    """The same with a bit a column and a bit a diagonal."""
    if row == size:
        return 1
    total = 0
    free = ~(columns | falling | rising) & ((1 << size) - 1)
    while free:
        bit = free & -free
        free ^= bit
        total += count(size, row + 1, columns | bit, (falling | bit) << 1, (rising | bit) >> 1)
    return total


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    for column in solutions(min(size, 6))[0]:
        print(". " * column + "Q " + ". " * (min(size, 6) - column - 1))
    for n in range(1, size + 1):
        print(f"{n:2} queens: {count(n, 0, 0, 0, 0):6}")


main()
