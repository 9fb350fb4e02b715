"""Small lists of ints: the most flips that a permutation needs until 0 comes first."""

import sys


def flips(start):
    permutation = start[:]
    n = 0
    first = permutation[0]
    while first:
        i, j = 0, first
        while i < j:
            permutation[i], permutation[j] = permutation[j], permutation[i]
            i += 1
            j -= 1
        first = permutation[0]
        n += 1
    return n


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    permutation = list(range(size))
    counts = [0] * size
    most, checksum, sign = 0, 0, 1
    while True:
        n = flips(permutation)
        most = max(most, n)
        checksum += sign * n
        if sign == 1:
            permutation[0], permutation[1] = permutation[1], permutation[0]
            sign = -1
            continue
        permutation[1], permutation[2] = permutation[2], permutation[1]
        sign = 1
        for i in range(2, size):
            if counts[i] < i:
                counts[i] += 1
                break
            counts[i] = 0
            if i == size - 1:
                print(checksum, most)
                return
            first = permutation[0]
            for j in range(i + 1):
                permutation[j] = permutation[j + 1]
            permutation[i + 1] = first


main()
