#include <stdio.h>
#include <stdlib.h>

static int steps(double cr, double ci, int limit) {
    double x = 0.0, y = 0.0;
    for (int n = 0; n < limit; n++) {
        double xx = x * x, yy = y * y;
        if (xx + yy > 4.0) return n;
        y = 2.0 * x * y + ci;
        x = xx - yy + cr;
    }
    return limit;
}

int main(int argc, char **argv) {
    int size = argc > 1 ? atoi(argv[1]) : 300;
    long total = 0, inside = 0;
    for (int row = 0; row < size; row++)
        for (int column = 0; column < size; column++) {
            int n = steps(3.0 * column / size - 2.0, 2.0 * row / size - 1.0, 200);
            total += n;
            inside += n == 200;
        }
    printf("%ld %ld\n", total, inside);
    return 0;
}
