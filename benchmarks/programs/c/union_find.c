#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static long find(long *parents, long x) {
    while (parents[x] != x) {
        parents[x] = parents[parents[x]];
        x = parents[x];
    }
    return x;
}

int main(int argc, char **argv) {
    long n = argc > 1 ? atol(argv[1]) : 200000;
    long *parents = malloc((size_t)n * sizeof *parents), *sizes = malloc((size_t)n * sizeof *sizes);
    for (long i = 0; i < n; i++) parents[i] = i, sizes[i] = 1;
    uint64_t state = 12345;
    long n_edges = 0, n_sets = n;
    while (n_sets > n / 100) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        long a = find(parents, (long)((state >> 33) % (uint64_t)n));
        long b = find(parents, (long)((state >> 11) % (uint64_t)n));
        n_edges++;
        if (a == b) continue;
        if (sizes[a] < sizes[b]) {
            long t = a;
            a = b, b = t;
        }
        parents[b] = a;
        sizes[a] += sizes[b];
        n_sets--;
    }
    long most = 0;
    for (long i = 0; i < n; i++) most = sizes[i] > most ? sizes[i] : most;
    printf("%ld %ld %ld\n", n_edges, n_sets, most);
    return 0;
}
