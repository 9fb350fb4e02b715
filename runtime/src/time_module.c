/* time_module.c: clocks, sleep, and calendar times with struct_time. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "containers.h"

/* ---- clocks ---- */

static int64_t clock_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

double pyc_time_time_f64(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)((int64_t)now.tv_sec * 1000000000 + now.tv_nsec) / 1e9;
}
double pyc_time_monotonic_f64(void) { return (double)clock_ns(CLOCK_MONOTONIC) / 1e9; }
double pyc_time_process_time_f64(void) { return (double)clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e9; }
double pyc_time_thread_time_f64(void) { return (double)clock_ns(CLOCK_THREAD_CPUTIME_ID) / 1e9; }
PycWord pyc_time_time(void) { return pyc_float_new(pyc_time_time_f64()); }
PycWord pyc_time_monotonic(void) { return pyc_float_new(pyc_time_monotonic_f64()); }
PycWord pyc_time_process_time(void) { return pyc_float_new(pyc_time_process_time_f64()); }
PycWord pyc_time_thread_time(void) { return pyc_float_new(pyc_time_thread_time_f64()); }
PycWord pyc_time_time_ns(void) { return pyc_int_from_i64(clock_ns(CLOCK_REALTIME)); }
PycWord pyc_time_monotonic_ns(void) { return pyc_int_from_i64(clock_ns(CLOCK_MONOTONIC)); }
PycWord pyc_time_process_time_ns(void) { return pyc_int_from_i64(clock_ns(CLOCK_PROCESS_CPUTIME_ID)); }

PycWord pyc_time_sleep(PycWord seconds) {
    double length;
    if (pyc_to_f64(seconds, &length) < 0) return 0;
    if (isnan(length)) {
        pyc_raise_type(&pyc_value_error_type, "Invalid value NaN (not a number)");
        return 0;
    }
    if (length < 0) {
        pyc_raise_type(&pyc_value_error_type, "sleep length must be non-negative");
        return 0;
    }
    if (length > 9.2e9) {
        pyc_raise_type(&pyc_overflow_error_type, "timestamp too large to convert to C _PyTime_t");
        return 0;
    }
    struct timespec left = {(time_t)length, (long)ceil((length - floor(length)) * 1e9)};
    if (left.tv_nsec >= 1000000000) {
        left.tv_sec++;
        left.tv_nsec -= 1000000000;
    }
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += left.tv_sec + (until.tv_nsec + left.tv_nsec) / 1000000000;
    until.tv_nsec = (until.tv_nsec + left.tv_nsec) % 1000000000;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        if (pyc_interrupt_check()) return 0;
    return PYC_NONE;
}

/* ---- struct_time: nine ints, and the zone ---- */

typedef struct { PycObject object; PycWord fields, zone, offset; } StructTime;
static const char *const field_names[] = {"tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min",
                                          "tm_sec", "tm_wday", "tm_yday", "tm_isdst"};

static inline StructTime *as_time(PycWord w) { return (StructTime *)(uintptr_t)w; }

static PycWord of_broken_down(const struct tm *when) {
    const int64_t values[9] = {(int64_t)when->tm_year + 1900, when->tm_mon + 1, when->tm_mday,
                               when->tm_hour, when->tm_min, when->tm_sec, (when->tm_wday + 6) % 7,
                               when->tm_yday + 1, when->tm_isdst};
    PycWord words[9];
    for (int i = 0; i < 9; i++) words[i] = pyc_small(values[i]);
    StructTime *made = pyc_allocate(&pyc_struct_time_type, sizeof(StructTime));
    made->fields = pyc_tuple_of(words, 9);
    made->zone = pyc_str_from_c(when->tm_zone ? when->tm_zone : "");
    made->offset = pyc_small(when->tm_gmtoff);
    return pyc_word(made);
}

static int moment_of(PycWord seconds, time_t *out) {
    double value;
    if (!is_given(seconds)) {
        *out = time(NULL);
        return 0;
    }
    if (has_flag(seconds, PYC_TYPE_FLOAT)) {
        value = floor(float_value(seconds));
        if (isnan(value)) pyc_raise_type(&pyc_value_error_type, "Invalid value NaN (not a number)");
        else if (fabs(value) >= 9.2e18)
            pyc_raise_type(&pyc_overflow_error_type, "timestamp out of range for platform time_t");
        else {
            *out = (time_t)value;
            return 0;
        }
        return -1;
    }
    int64_t whole;
    if (pyc_size_argument(seconds, &whole) < 0) return -1;
    *out = (time_t)whole;
    return 0;
}

static PycWord raise_no_time(void) {
    pyc_raise_type(&pyc_overflow_error_type, "timestamp out of range for platform time_t");
    return 0;
}

PycWord pyc_time_gmtime(PycWord seconds) {
    time_t moment;
    struct tm when;
    if (moment_of(seconds, &moment) < 0) return 0;
    if (!gmtime_r(&moment, &when)) return raise_no_time();
    return of_broken_down(&when);
}

PycWord pyc_time_localtime(PycWord seconds) {
    time_t moment;
    struct tm when;
    if (moment_of(seconds, &moment) < 0) return 0;
    return localtime_r(&moment, &when) ? of_broken_down(&when) : raise_no_time();
}

static int to_broken_down(PycWord value, const char *function, struct tm *out) {
    PycWord fields = is_exact(value, &pyc_struct_time_type) ? as_time(value)->fields : value;
    if (!is_tuple(fields)) {
        pyc_raise_type(&pyc_type_error_type, "Tuple or struct_time argument required");
        return -1;
    }
    if (as_tuple(fields)->length != 9) {
        pyc_raise_type(&pyc_type_error_type, "%s(): illegal time tuple argument", function);
        return -1;
    }
    int64_t values[9];
    for (int i = 0; i < 9; i++)
        if (pyc_size_argument(as_tuple(fields)->items[i], &values[i]) < 0) return -1;
    *out = (struct tm){.tm_year = (int)(values[0] - 1900), .tm_mon = (int)values[1] - 1,
                       .tm_mday = (int)values[2], .tm_hour = (int)values[3], .tm_min = (int)values[4],
                       .tm_sec = (int)values[5], .tm_wday = (int)((values[6] + 1) % 7),
                       .tm_yday = (int)values[7] - 1, .tm_isdst = (int)values[8]};
    return 0;
}

PycWord pyc_time_mktime(PycWord value) {
    struct tm when;
    if (to_broken_down(value, "mktime", &when) < 0) return 0;
    when.tm_wday = -1;
    time_t moment = mktime(&when);
    if (moment == (time_t)-1 && when.tm_wday == -1) {
        pyc_raise_type(&pyc_overflow_error_type, "mktime argument out of range");
        return 0;
    }
    return pyc_float_new((double)moment);
}

PycWord pyc_time_strftime(PycWord format, PycWord value) {
    struct tm when;
    if (!(pyc_type_of(format)->flags & PYC_TYPE_STR)) {
        pyc_raise_type(&pyc_type_error_type, "strftime() argument 1 must be str, not %s", pyc_argument_type(format));
        return 0;
    }
    if (value) {
        if (to_broken_down(value, "strftime", &when) < 0) return 0;
    } else {
        time_t now = time(NULL);
        localtime_r(&now, &when);
    }
    int64_t length;
    char *text = pyc_str_utf8(format, &length);
    if (!text) return 0;
    int64_t size = length * 64 + 256;
    char *out = pyc_raw_allocate(size);
    size_t n = strftime(out, (size_t)size, text, &when);
    PycWord result = pyc_str_from_utf8(out, (int64_t)n);
    pyc_raw_free(out, size);
    free(text);
    return result;
}

static PycWord asctime_of(const struct tm *when) {
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[96];
    snprintf(text, sizeof text, "%s %s%3d %.2d:%.2d:%.2d %d", days[when->tm_wday], months[when->tm_mon],
             when->tm_mday, when->tm_hour, when->tm_min, when->tm_sec, 1900 + when->tm_year);
    return pyc_str_from_c(text);
}

PycWord pyc_time_asctime(PycWord value) {
    struct tm when;
    if (value) {
        if (to_broken_down(value, "asctime", &when) < 0) return 0;
    } else {
        time_t now = time(NULL);
        localtime_r(&now, &when);
    }
    if (when.tm_wday < 0 || when.tm_mon < 0 || when.tm_mon > 11) {
        pyc_raise_type(&pyc_value_error_type, "month out of range");
        return 0;
    }
    return asctime_of(&when);
}

PycWord pyc_time_ctime(PycWord seconds) {
    time_t moment;
    struct tm when;
    if (moment_of(seconds, &moment) < 0) return 0;
    return localtime_r(&moment, &when) ? asctime_of(&when) : raise_no_time();
}

/* ---- the type ---- */

static void time_release(PycObject *self) {
    StructTime *value = (StructTime *)self;
    pyc_xdec(value->fields);
    pyc_xdec(value->zone);
    pyc_xdec(value->offset);
}

static PycWord time_create(PycType *type, const PycWord *args, int64_t n, PycWord names) {
    (void)type;
    if (pyc_want_no_keywords("struct_time", names) < 0) return 0;
    if (pyc_want_positional("structseq", n, 1, 1) < 0) return 0;
    PycWord fields = pyc_tuple_from(args[0]);
    if (!fields) return 0;
    int64_t length = as_tuple(fields)->length;
    if (length < 9 || length > 11) {
        pyc_raise_type(&pyc_type_error_type, "time.struct_time() takes an at %s %d-sequence (%lld-sequence given)",
                       length < 9 ? "least" : "most", length < 9 ? 9 : 11, (long long)length);
        pyc_dec(fields);
        return 0;
    }
    StructTime *made = pyc_allocate(&pyc_struct_time_type, sizeof(StructTime));
    made->fields = pyc_tuple_of(as_tuple(fields)->items, 9);
    made->zone = pyc_inc(length > 9 ? as_tuple(fields)->items[9] : PYC_NONE);
    made->offset = pyc_inc(length > 10 ? as_tuple(fields)->items[10] : PYC_NONE);
    pyc_dec(fields);
    return pyc_word(made);
}

static PycWord time_repr(PycWord self) {
    PycText text = {0};
    pyc_text_add_ascii(&text, "time.struct_time(", 17);
    for (int i = 0; i < 9; i++) {
        PycWord shown = pyc_repr(as_tuple(as_time(self)->fields)->items[i]);
        if (!shown) {
            pyc_text_drop(&text);
            return 0;
        }
        if (i) pyc_text_add_ascii(&text, ", ", 2);
        pyc_text_add_ascii(&text, field_names[i], (int64_t)strlen(field_names[i]));
        pyc_text_add_ascii(&text, "=", 1);
        pyc_text_add_str(&text, shown);
        pyc_dec(shown);
    }
    pyc_text_add_ascii(&text, ")", 1);
    return pyc_text_finish(&text);
}

static PycWord plain(PycWord w) { return is_exact(w, &pyc_struct_time_type) ? as_time(w)->fields : w; }
static PycWord time_compare(PycWord a, PycWord b, int op) {
    if (!is_tuple(plain(a)) || !is_tuple(plain(b))) return PYC_NOT_IMPLEMENTED;
    return pyc_compare(plain(a), plain(b), op);
}
static int64_t time_hash(PycWord self) { return pyc_hash(as_time(self)->fields); }
static PycWord time_iterate(PycWord self) { return pyc_iterate(as_time(self)->fields); }
static int64_t time_length(PycWord self) { (void)self; return 9; }
static PycWord time_get_item(PycWord self, PycWord key) { return pyc_get_item(as_time(self)->fields, key); }

PycType pyc_struct_time_type = {
    PYC_TYPE_HEAD("time.struct_time", sizeof(StructTime)), .release = time_release,
    .create = time_create, .repr = time_repr, .compare = time_compare, .hash = time_hash,
    .iterate = time_iterate, .length = time_length, .get_item = time_get_item};

#define FIELD(name, index) \
    PycWord pyc_time_##name(PycWord self) { return pyc_inc(as_tuple(as_time(self)->fields)->items[index]); }
FIELD(tm_year, 0)
FIELD(tm_mon, 1)
FIELD(tm_mday, 2)
FIELD(tm_hour, 3)
FIELD(tm_min, 4)
FIELD(tm_sec, 5)
FIELD(tm_wday, 6)
FIELD(tm_yday, 7)
FIELD(tm_isdst, 8)
PycWord pyc_time_tm_zone(PycWord self) { return pyc_inc(as_time(self)->zone); }
PycWord pyc_time_tm_gmtoff(PycWord self) { return pyc_inc(as_time(self)->offset); }
