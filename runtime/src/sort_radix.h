/* sort_radix.h: a stable radix sort for ELEMENT by the unsigned 64-bit KEY(element), named SORT.
 * Included once for each kind of element; undefines the three at its end. */

static void SORT(ELEMENT *items, int64_t n) {
    int64_t i = 1;
    while (i < n && KEY(items[i - 1]) <= KEY(items[i])) i++;
    if (i >= n) return;
    if (n <= 48) {
        for (; i < n; i++) {
            ELEMENT item = items[i];
            uint64_t key = KEY(item);
            int64_t at = i;
            for (; at > 0 && KEY(items[at - 1]) > key; at--) items[at] = items[at - 1];
            items[at] = item;
        }
        return;
    }
    int64_t counts[8][256] = {{0}};
    for (i = 0; i < n; i++) {
        uint64_t key = KEY(items[i]);
        for (int digit = 0; digit < 8; digit++) counts[digit][key >> (digit * 8) & 255]++;
    }
    ELEMENT *room = pyc_raw_allocate(n * (int64_t)sizeof(ELEMENT)), *from = items, *to = room;
    for (int digit = 0; digit < 8; digit++) {
        int64_t *count = counts[digit], place = 0;
        if (count[KEY(from[0]) >> (digit * 8) & 255] == n) continue;
        for (int value = 0; value < 256; value++) {
            int64_t here = count[value];
            count[value] = place;
            place += here;
        }
        for (i = 0; i < n; i++) to[count[KEY(from[i]) >> (digit * 8) & 255]++] = from[i];
        ELEMENT *old = from;
        from = to;
        to = old;
    }
    if (from != items) memcpy(items, from, (size_t)n * sizeof(ELEMENT));
    pyc_raw_free(room, n * (int64_t)sizeof(ELEMENT));
}

#undef ELEMENT
#undef KEY
#undef SORT
