#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int flips(const int *start, int size) {
    int p[16], n = 0;
    memcpy(p, start, (size_t)size * sizeof *p);
    for (int first = p[0]; first; first = p[0], n++)
        for (int i = 0, j = first; i < j; i++, j--) {
            int t = p[i];
            p[i] = p[j];
            p[j] = t;
        }
    return n;
}

int main(int argc, char **argv) {
    int size = argc > 1 ? atoi(argv[1]) : 9;
    int p[16], counts[16] = {0}, most = 0, sign = 1;
    long checksum = 0;
    for (int i = 0; i < size; i++) p[i] = i;
    for (;;) {
        int n = flips(p, size), t;
        if (n > most) most = n;
        checksum += sign * n;
        if (sign == 1) {
            t = p[0], p[0] = p[1], p[1] = t;
            sign = -1;
            continue;
        }
        t = p[1], p[1] = p[2], p[2] = t;
        sign = 1;
        for (int i = 2; i < size; i++) {
            if (counts[i] < i) {
                counts[i]++;
                break;
            }
            counts[i] = 0;
            if (i == size - 1) {
                printf("%ld %d\n", checksum, most);
                return 0;
            }
            int first = p[0];
            for (int j = 0; j <= i; j++) p[j] = p[j + 1];
            p[i + 1] = first;
        }
    }
}
