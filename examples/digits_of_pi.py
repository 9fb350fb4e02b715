"""Big integers: the digits of pi one after the other, without any rounding.

    digits_of_pi.py [DIGITS]
"""

import sys


def digits():
    """Gibbons' spigot: consumes terms of a series until the next digit is certain."""
    q, r, t, k, n, j = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, j = (
                q * k, (2 * q + r) * j, t * j, k + 1, (q * (7 * k + 2) + r * j) // (t * j), j + 2
            )  # fmt: skip


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    line = ""
    for index, digit in enumerate(digits(), 1):
        line += str(digit)
        if index % 50 == 0 or index == n:
            print(f"{line:<50} :{index}")
            line = ""
        if index == n:
            break


main()
