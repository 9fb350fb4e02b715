/* sort_merge.h: the merge sort of list.sort, for elements of type ELEMENT with a word KEY(element).
 * NAME(x) makes the names of an instance; undefines the three at its end.
 *
 * A stable, adaptive, natural merge sort: runs are found or made by binary insertion, merged with
 * galloping, in powersort's order. Which two keys are compared, in which order, is CPython 3.11's,
 * so a program whose __lt__ has effects sees the same calls.
 * Source: Tim Peters, Objects/listsort.txt of CPython; Munro & Wild, "Nearly-optimal mergesorts",
 * ESA 2018.
 */

typedef struct { ELEMENT *base; int64_t length; int power; } NAME(Run);

typedef struct {
    Less less;
    int64_t min_gallop, n_elements;
    ELEMENT *elements;
    ELEMENT *room; /* for the shorter run of a merge */
    int64_t room_size;
    int n_runs;
    NAME(Run) runs[85];
} NAME(State);

static void NAME(reverse)(ELEMENT *low, int64_t n) {
    for (ELEMENT *high = low + n - 1; low < high; low++, high--) {
        ELEMENT item = *low;
        *low = *high;
        *high = item;
    }
}

/* Length of the run at the start; a strictly descending one is reported as such. -1: exception. */
static int64_t NAME(count_run)(NAME(State) *state, ELEMENT *items, int64_t n, bool *descending) {
    *descending = false;
    if (n == 1) return 1;
    int less = state->less(KEY(items[1]), KEY(items[0]));
    if (less < 0) return -1;
    *descending = less;
    int64_t i = 2;
    for (; i < n; i++) {
        int next = state->less(KEY(items[i]), KEY(items[i - 1]));
        if (next < 0) return -1;
        if (next != less) break;
    }
    return i;
}

/* items[0:sorted] is in order already. */
static int NAME(insert_rest)(NAME(State) *state, ELEMENT *items, int64_t n, int64_t sorted) {
    for (int64_t i = sorted ? sorted : 1; i < n; i++) {
        ELEMENT pivot = items[i];
        int64_t left = 0, right = i;
        while (left < right) {
            int64_t middle = left + ((right - left) >> 1);
            int less = state->less(KEY(pivot), KEY(items[middle]));
            if (less < 0) return -1;
            if (less) right = middle;
            else left = middle + 1;
        }
        memmove(items + left + 1, items + left, (size_t)(i - left) * sizeof(ELEMENT));
        items[left] = pivot;
    }
    return 0;
}

/* Where key goes among n sorted items, before (left) or behind (right) those that are equal; the
 * search starts at `hint`. -1: exception. */
static int64_t NAME(gallop_left)(NAME(State) *state, ELEMENT key, ELEMENT *items, int64_t n, int64_t hint) {
    int64_t last = 0, offset = 1, limit;
    int less = state->less(KEY(items[hint]), KEY(key));
    if (less < 0) return -1;
    if (less) {
        limit = n - hint;
        while (offset < limit) {
            less = state->less(KEY(items[hint + offset]), KEY(key));
            if (less < 0) return -1;
            if (!less) break;
            last = offset;
            offset = (offset << 1) + 1;
        }
        if (offset > limit) offset = limit;
        last += hint;
        offset += hint;
    } else {
        limit = hint + 1;
        while (offset < limit) {
            less = state->less(KEY(items[hint - offset]), KEY(key));
            if (less < 0) return -1;
            if (less) break;
            last = offset;
            offset = (offset << 1) + 1;
        }
        if (offset > limit) offset = limit;
        int64_t near = last;
        last = hint - offset;
        offset = hint - near;
    }
    last++;
    while (last < offset) {
        int64_t middle = last + ((offset - last) >> 1);
        less = state->less(KEY(items[middle]), KEY(key));
        if (less < 0) return -1;
        if (less) last = middle + 1;
        else offset = middle;
    }
    return offset;
}

static int64_t NAME(gallop_right)(NAME(State) *state, ELEMENT key, ELEMENT *items, int64_t n, int64_t hint) {
    int64_t last = 0, offset = 1, limit;
    int less = state->less(KEY(key), KEY(items[hint]));
    if (less < 0) return -1;
    if (less) {
        limit = hint + 1;
        while (offset < limit) {
            less = state->less(KEY(key), KEY(items[hint - offset]));
            if (less < 0) return -1;
            if (!less) break;
            last = offset;
            offset = (offset << 1) + 1;
        }
        if (offset > limit) offset = limit;
        int64_t near = last;
        last = hint - offset;
        offset = hint - near;
    } else {
        limit = n - hint;
        while (offset < limit) {
            less = state->less(KEY(key), KEY(items[hint + offset]));
            if (less < 0) return -1;
            if (less) break;
            last = offset;
            offset = (offset << 1) + 1;
        }
        if (offset > limit) offset = limit;
        last += hint;
        offset += hint;
    }
    last++;
    while (last < offset) {
        int64_t middle = last + ((offset - last) >> 1);
        less = state->less(KEY(key), KEY(items[middle]));
        if (less < 0) return -1;
        if (less) offset = middle;
        else last = middle + 1;
    }
    return offset;
}

static void NAME(make_room)(NAME(State) *state, int64_t n) {
    if (n <= state->room_size) return;
    if (state->room_size) pyc_raw_free(state->room, state->room_size * (int64_t)sizeof(ELEMENT));
    state->room = pyc_raw_allocate(n * (int64_t)sizeof(ELEMENT));
    state->room_size = n;
}

#define MOVE(to, from, n) memmove(to, from, (size_t)(n) * sizeof(ELEMENT))

/* Merges a[0:n] and b[0:m], which stand side by side, n <= m, from the left. */
static int NAME(merge_low)(NAME(State) *state, ELEMENT *a, int64_t n, ELEMENT *b, int64_t m) {
    NAME(make_room)(state, n);
    MOVE(state->room, a, n);
    ELEMENT *to = a;
    a = state->room;
    int result = -1;
    int64_t min_gallop = state->min_gallop;
    *to++ = *b++;
    if (--m == 0) goto succeeded;
    if (n == 1) goto copy_b;
    for (;;) {
        int64_t a_wins = 0, b_wins = 0;
        do {
            int less = state->less(KEY(*b), KEY(*a));
            if (less < 0) goto failed;
            if (less) {
                *to++ = *b++;
                b_wins++;
                a_wins = 0;
                if (--m == 0) goto succeeded;
            } else {
                *to++ = *a++;
                a_wins++;
                b_wins = 0;
                if (--n == 1) goto copy_b;
            }
        } while (a_wins < min_gallop && b_wins < min_gallop);
        min_gallop++;
        do {
            min_gallop -= min_gallop > 1;
            state->min_gallop = min_gallop;
            a_wins = NAME(gallop_right)(state, *b, a, n, 0);
            if (a_wins < 0) goto failed;
            MOVE(to, a, a_wins);
            to += a_wins;
            a += a_wins;
            n -= a_wins;
            if (a_wins && n == 1) goto copy_b;
            if (n == 0) goto succeeded;
            *to++ = *b++;
            if (--m == 0) goto succeeded;
            b_wins = NAME(gallop_left)(state, *a, b, m, 0);
            if (b_wins < 0) goto failed;
            MOVE(to, b, b_wins);
            to += b_wins;
            b += b_wins;
            m -= b_wins;
            if (m == 0) goto succeeded;
            *to++ = *a++;
            if (--n == 1) goto copy_b;
        } while (a_wins >= MIN_GALLOP || b_wins >= MIN_GALLOP);
        state->min_gallop = ++min_gallop;
    }
succeeded:
    result = 0;
failed:
    MOVE(to, a, n);
    return result;
copy_b:
    MOVE(to, b, m);
    to[m] = *a;
    return 0;
}

/* As merge_low, n >= m, from the right. */
static int NAME(merge_high)(NAME(State) *state, ELEMENT *a, int64_t n, ELEMENT *b, int64_t m) {
    NAME(make_room)(state, m);
    MOVE(state->room, b, m);
    ELEMENT *to = b + m - 1, *first_a = a, *first_b = state->room;
    a += n - 1;
    b = first_b + m - 1;
    int result = -1;
    int64_t min_gallop = state->min_gallop;
    *to-- = *a--;
    if (--n == 0) goto succeeded;
    if (m == 1) goto copy_a;
    for (;;) {
        int64_t a_wins = 0, b_wins = 0;
        do {
            int less = state->less(KEY(*b), KEY(*a));
            if (less < 0) goto failed;
            if (less) {
                *to-- = *a--;
                a_wins++;
                b_wins = 0;
                if (--n == 0) goto succeeded;
            } else {
                *to-- = *b--;
                b_wins++;
                a_wins = 0;
                if (--m == 1) goto copy_a;
            }
        } while (a_wins < min_gallop && b_wins < min_gallop);
        min_gallop++;
        do {
            min_gallop -= min_gallop > 1;
            state->min_gallop = min_gallop;
            int64_t place = NAME(gallop_right)(state, *b, first_a, n, n - 1);
            if (place < 0) goto failed;
            a_wins = n - place;
            to -= a_wins;
            a -= a_wins;
            MOVE(to + 1, a + 1, a_wins);
            n -= a_wins;
            if (n == 0) goto succeeded;
            *to-- = *b--;
            if (--m == 1) goto copy_a;
            place = NAME(gallop_left)(state, *a, first_b, m, m - 1);
            if (place < 0) goto failed;
            b_wins = m - place;
            to -= b_wins;
            b -= b_wins;
            MOVE(to + 1, b + 1, b_wins);
            m -= b_wins;
            if (b_wins && m == 1) goto copy_a;
            if (m == 0) goto succeeded;
            *to-- = *a--;
            if (--n == 0) goto succeeded;
        } while (a_wins >= MIN_GALLOP || b_wins >= MIN_GALLOP);
        state->min_gallop = ++min_gallop;
    }
succeeded:
    result = 0;
failed:
    MOVE(to + 1 - m, first_b, m);
    return result;
copy_a:
    MOVE(to + 1 - n, a + 1 - n, n);
    to[-n] = *b;
    return 0;
}

static int NAME(merge_at)(NAME(State) *state, int i) {
    NAME(Run) *runs = state->runs;
    ELEMENT *a = runs[i].base, *b = runs[i + 1].base;
    int64_t n = runs[i].length, m = runs[i + 1].length;
    runs[i].length = n + m;
    if (i == state->n_runs - 3) runs[i + 1] = runs[i + 2];
    state->n_runs--;
    int64_t before = NAME(gallop_right)(state, *b, a, n, 0);
    if (before < 0) return -1;
    a += before;
    n -= before;
    if (n == 0) return 0;
    m = NAME(gallop_left)(state, a[n - 1], b, m, m - 1);
    if (m <= 0) return (int)m;
    return n <= m ? NAME(merge_low)(state, a, n, b, m) : NAME(merge_high)(state, a, n, b, m);
}

/* Merges what powersort merges before a run of this length is pushed. */
static int NAME(before_push)(NAME(State) *state, int64_t length) {
    if (!state->n_runs) return 0;
    NAME(Run) *runs = state->runs;
    NAME(Run) *top = &runs[state->n_runs - 1];
    int power = run_power(top->base - state->elements, top->length, length, state->n_elements);
    while (state->n_runs > 1 && runs[state->n_runs - 2].power > power)
        if (NAME(merge_at)(state, state->n_runs - 2) < 0) return -1;
    runs[state->n_runs - 1].power = power;
    return 0;
}

static int NAME(find_runs)(NAME(State) *state) {
    ELEMENT *low = state->elements;
    int64_t left = state->n_elements, least = least_run(left);
    while (left) {
        bool descending;
        int64_t n = NAME(count_run)(state, low, left, &descending);
        if (n < 0) return -1;
        if (descending) NAME(reverse)(low, n);
        if (n < least) {
            int64_t forced = left <= least ? left : least;
            if (NAME(insert_rest)(state, low, forced, n) < 0) return -1;
            n = forced;
        }
        if (NAME(before_push)(state, n) < 0) return -1;
        state->runs[state->n_runs++] = (NAME(Run)){low, n, 0};
        low += n;
        left -= n;
    }
    return 0;
}

static int NAME(merge_sort)(ELEMENT *elements, int64_t n, Less less) {
    if (n < 2) return 0;
    NAME(State) state = {.less = less, .min_gallop = MIN_GALLOP, .n_elements = n, .elements = elements};
    int result = NAME(find_runs)(&state);
    while (result == 0 && state.n_runs > 1) {
        int i = state.n_runs - 2;
        if (i > 0 && state.runs[i - 1].length < state.runs[i + 1].length) i--;
        result = NAME(merge_at)(&state, i);
    }
    if (state.room_size) pyc_raw_free(state.room, state.room_size * (int64_t)sizeof(ELEMENT));
    return result;
}

#undef MOVE
#undef ELEMENT
#undef KEY
#undef NAME
