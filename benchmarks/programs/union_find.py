"""Lists of ints as graphs: edges join sets until everything hangs together."""

import sys


def find(parents, x):
    while parents[x] != x:
        parents[x] = parents[parents[x]]
        x = parents[x]
    return x


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    parents, sizes = list(range(n)), [1] * n
    state, n_edges, n_sets = 12345, 0, n
    while n_sets > n // 100:
        state = state * 6364136223846793005 + 1442695040888963407 & 0xFFFFFFFFFFFFFFFF
        a = find(parents, (state >> 33) % n)
        b = find(parents, (state >> 11) % n)
        n_edges += 1
        if a != b:
            if sizes[a] < sizes[b]:
                a, b = b, a
            parents[b] = a
            sizes[a] += sizes[b]
            n_sets -= 1
    print(n_edges, n_sets, max(sizes))


main()
