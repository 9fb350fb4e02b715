#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double entry(long i, long j) { return 1.0 / (double)((i + j) * (i + j + 1) / 2 + i + 1); }

static void times(const double *u, double *out, long n, int transposed) {
    for (long i = 0; i < n; i++) {
        double total = 0.0;
        for (long j = 0; j < n; j++) total += (transposed ? entry(j, i) : entry(i, j)) * u[j];
        out[i] = total;
    }
}

int main(int argc, char **argv) {
    long n = argc > 1 ? atol(argv[1]) : 300;
    double *u = malloc((size_t)n * 8), *v = malloc((size_t)n * 8), *t = malloc((size_t)n * 8);
    for (long i = 0; i < n; i++) u[i] = 1.0;
    for (int k = 0; k < 10; k++) {
        times(u, t, n, 0);
        times(t, v, n, 1);
        times(v, t, n, 0);
        times(t, u, n, 1);
    }
    double above = 0.0, below = 0.0;
    for (long i = 0; i < n; i++) above += u[i] * v[i], below += v[i] * v[i];
    printf("%.9f\n", sqrt(above / below));
    return 0;
}
