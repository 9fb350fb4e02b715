/* math_sums.c: functions of the module math over several numbers: hypot, dist, fsum, prod; and the
 * gamma functions. */
#include "math_private.h"

/* ---- Norms ---- */

/* csum += x, what is lost goes to *lost. */
static inline void add_compensated(double *sum, double x, double *lost) {
    double old = *sum;
    *sum += x;
    *lost += (old - *sum) + x;
}

/* The halves of x, of 26 bits each (Veltkamp). */
static inline void split_half(double x, double *high, double *low) {
    double t = x * 134217729.0;
    *high = t - (t - x);
    *low = x - *high;
}

/* sqrt of the sum of squares, as CPython 3.11 computes it: scaled by a power of two, squared and
 * summed with compensation, the root corrected once. */
static double vector_norm(int64_t n, const double *vector, double max, bool found_nan) {
    if (isinf(max)) return max;
    if (found_nan) return (double)NAN;
    if (max == 0.0 || n <= 1) return max;
    int exponent;
    double sum = 1.0, lost1 = 0.0, lost2 = 0.0, lost3 = 0.0, high, low;
    frexp(max, &exponent);
    if (exponent < -1023) {
        for (int64_t i = 0; i < n; i++) {
            double x = vector[i] / max;
            add_compensated(&sum, x * x, &lost1);
        }
        return max * sqrt(sum - 1.0 + lost1);
    }
    double scale = ldexp(1.0, -exponent);
    for (int64_t i = 0; i < n; i++) {
        split_half(vector[i] * scale, &high, &low);
        add_compensated(&sum, high * high, &lost1);
        add_compensated(&sum, 2.0 * high * low, &lost2);
        lost3 += low * low;
    }
    double root = sqrt(sum - 1.0 + (lost1 + lost2 + lost3));
    split_half(root, &high, &low);
    add_compensated(&sum, -high * high, &lost1);
    add_compensated(&sum, -2.0 * high * low, &lost2);
    add_compensated(&sum, -low * low, &lost3);
    double x = sum - 1.0 + (lost1 + lost2 + lost3);
    return (root + x / (2.0 * root)) / scale;
}

static double norm(int64_t n, double *vector) {
    double max = 0.0;
    bool found_nan = false;
    for (int64_t i = 0; i < n; i++) {
        vector[i] = fabs(vector[i]);
        found_nan |= isnan(vector[i]);
        if (vector[i] > max) max = vector[i];
    }
    return vector_norm(n, vector, max, found_nan);
}

double pyc_math_f64_hypot(double x, double y) {
    double vector[2] = {x, y};
    return norm(2, vector);
}

static bool read_vector(PycTuple *tuple, double *out) {
    for (int64_t i = 0; i < tuple->length; i++)
        if (!pyc_math_real(tuple->items[i], &out[i])) return false;
    return true;
}

PycWord pyc_math_hypot(PycWord coordinates) {
    PycTuple *tuple = row_of(coordinates);
    int64_t n = coordinates ? tuple->length : 0, size = (n + 1) * (int64_t)sizeof(double);
    double *vector = pyc_raw_allocate(size);
    bool valid = n == 0 || read_vector(tuple, vector);
    double result = valid ? norm(n, vector) : 0.0;
    pyc_raw_free(vector, size);
    return valid ? pyc_float_new(result) : 0;
}

static double distance(PycTuple *p, PycTuple *q, bool *valid) {
    int64_t size = 2 * (p->length + 1) * (int64_t)sizeof(double);
    double *first = pyc_raw_allocate(size), *second = first + p->length + 1;
    *valid = read_vector(p, first) && read_vector(q, second);
    for (int64_t i = 0; *valid && i < p->length; i++) first[i] -= second[i];
    double result = *valid ? norm(p->length, first) : 0.0;
    pyc_raw_free(first, size);
    return result;
}

PycWord pyc_math_dist(PycWord p_word, PycWord q_word) {
    PycWord p = pyc_tuple_from(p_word);
    PycWord q = p ? pyc_tuple_from(q_word) : 0;
    double result = 0.0;
    bool valid = false;
    if (q && row_of(p)->length != row_of(q)->length)
        pyc_raise_type(&pyc_value_error_type, "both points must have the same number of dimensions");
    else if (q) result = distance(row_of(p), row_of(q), &valid);
    pyc_xdec(p);
    pyc_xdec(q);
    return valid ? pyc_float_new(result) : 0;
}

/* ---- fsum: Shewchuk's partial sums ---- */

typedef struct {
    double *partials;
    int64_t n, capacity;
    double special, infinite; /* sums of what is not finite */
    bool some_special;
} ExactSum;

static bool add_exact(ExactSum *sum, double x) {
    double original = x;
    int64_t kept = 0;
    for (int64_t j = 0; j < sum->n; j++) {
        double y = sum->partials[j];
        if (fabs(x) < fabs(y)) {
            double larger = y;
            y = x, x = larger;
        }
        volatile double high = x + y, part = high - x;
        double low = y - part;
        if (low != 0.0) sum->partials[kept++] = low;
        x = high;
    }
    sum->n = kept;
    if (x == 0.0) return true;
    if (!isfinite(x)) {
        if (isfinite(original)) {
            pyc_raise_type(&pyc_overflow_error_type, "intermediate overflow in fsum");
            return false;
        }
        if (isinf(original)) sum->infinite += original;
        sum->special += original;
        sum->some_special = true;
        sum->n = 0;
        return true;
    }
    if (sum->n == sum->capacity) {
        int64_t capacity = sum->capacity * 2;
        sum->partials = pyc_raw_resize(sum->partials, sum->capacity * 8, capacity * 8);
        sum->capacity = capacity;
    }
    sum->partials[sum->n++] = x;
    return true;
}

/* The partials, exact and not overlapping, rounded once to nearest even. */
static double round_partials(const ExactSum *sum) {
    int64_t n = sum->n;
    if (n == 0) return 0.0;
    volatile double high = sum->partials[--n];
    double low = 0.0;
    while (n > 0) {
        double x = high, y = sum->partials[--n];
        high = x + y;
        volatile double part = high - x;
        low = y - part;
        if (low != 0.0) break;
    }
    if (n > 0 && ((low < 0.0 && sum->partials[n - 1] < 0.0) || (low > 0.0 && sum->partials[n - 1] > 0.0))) {
        double y = low * 2.0;
        volatile double x = high + y, part = x - high;
        if (y == part) high = x;
    }
    return high;
}

PycWord pyc_math_fsum(PycWord iterable) {
    PycWord iterator = pyc_iterate(iterable), item;
    if (!iterator) return 0;
    ExactSum sum = {pyc_raw_allocate(32 * 8), 0, 32, 0.0, 0.0, false};
    while ((item = pyc_next(iterator))) {
        double x;
        bool added = pyc_math_real(item, &x) && add_exact(&sum, x);
        pyc_dec(item);
        if (!added) break;
    }
    pyc_dec(iterator);
    double result = sum.some_special ? sum.special : round_partials(&sum);
    pyc_raw_free(sum.partials, sum.capacity * 8);
    if (pyc_state.exception) return 0;
    if (sum.some_special && isnan(sum.infinite)) return PYC_RAISE(pyc_value_error_type, "-inf + inf in fsum");
    return pyc_float_new(result);
}

PycWord pyc_math_prod(PycWord iterable, PycWord start) {
    PycWord iterator = pyc_iterate(iterable), item;
    if (!iterator) return 0;
    PycWord result = start ? pyc_inc(start) : pyc_small(1);
    while (result && (item = pyc_next(iterator))) {
        PycWord product = pyc_mul(result, item);
        pyc_dec(result);
        pyc_dec(item);
        result = product;
    }
    pyc_dec(iterator);
    if (!pyc_state.exception) return result;
    pyc_xdec(result);
    return 0;
}

/* ---- gamma, lgamma: Lanczos' approximation with N = 13, g = 6.0246800407767296 ---- */

enum { LANCZOS_TERMS = 13 };
static const double lanczos_g = 6.024680040776729583740234375;
static const double lanczos_g_minus_half = 5.524680040776729583740234375;
static const double pi = 3.141592653589793238462643383279502884197;
static const double log_pi = 1.144729885849400174143427351353058711647;
static const double lanczos_numerator[LANCZOS_TERMS] = {
    23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408};
static const double lanczos_denominator[LANCZOS_TERMS] = {
    0.0, 39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0,
    2637558.0, 357423.0, 32670.0, 1925.0, 66.0, 1.0};

static double lanczos_sum(double x) {
    double numerator = 0.0, denominator = 0.0;
    if (x < 5.0) {
        for (int i = LANCZOS_TERMS; --i >= 0;) {
            numerator = numerator * x + lanczos_numerator[i];
            denominator = denominator * x + lanczos_denominator[i];
        }
    } else {
        for (int i = 0; i < LANCZOS_TERMS; i++) {
            numerator = numerator / x + lanczos_numerator[i];
            denominator = denominator / x + lanczos_denominator[i];
        }
    }
    return numerator / denominator;
}

static double sin_pi(double x) {
    double y = fmod(fabs(x), 2.0), result;
    switch ((int)round(2.0 * y)) {
    case 0: result = sin(pi * y); break;
    case 1: result = cos(pi * (y - 0.5)); break;
    case 2: result = sin(pi * (1.0 - y)); break;
    case 3: result = -cos(pi * (y - 1.5)); break;
    default: result = sin(pi * (y - 2.0)); break;
    }
    return copysign(1.0, x) * result;
}

static double gamma_lanczos(double x) {
    double size = fabs(x), y = size + lanczos_g_minus_half, z, result;
    if (size > lanczos_g_minus_half) z = (y - size) - lanczos_g_minus_half;
    else z = (y - lanczos_g_minus_half) - size;
    z = z * lanczos_g / y;
    bool large = size >= 140.0;
    double power = large ? pow(y, size / 2.0 - 0.25) : pow(y, size - 0.5);
    if (x < 0.0) {
        result = -pi / sin_pi(size) / size * exp(y) / lanczos_sum(size);
        result -= z * result;
        result /= power;
        return large ? result / power : result;
    }
    result = lanczos_sum(size) / exp(y);
    result += z * result;
    result *= power;
    return large ? result * power : result;
}

static double factorial_below(int n) { /* (n - 1)!, exact up to 23 */
    double result = 1.0;
    for (int i = 2; i < n; i++) result *= i;
    return result;
}

double pyc_math_f64_gamma(double x) {
    if (!isfinite(x)) return isnan(x) || x > 0.0 ? x : pyc_math_domain();
    if (x == 0.0) return pyc_math_domain();
    if (x == floor(x)) {
        if (x < 0.0) return pyc_math_domain();
        if (x <= 23.0) return factorial_below((int)x);
    }
    double result;
    if (fabs(x) < 1e-20) result = 1.0 / x;
    else if (x > 200.0) return pyc_math_range();
    else if (x < -200.0) return 0.0 / sin_pi(x);
    else result = gamma_lanczos(x);
    return isinf(result) ? pyc_math_range() : result;
}

double pyc_math_f64_lgamma(double x) {
    if (!isfinite(x)) return isnan(x) ? x : HUGE_VAL;
    if (x == floor(x) && x <= 2.0) return x <= 0.0 ? pyc_math_domain() : 0.0;
    double size = fabs(x);
    if (size < 1e-20) return -log(size);
    double result = log(lanczos_sum(size)) - lanczos_g;
    result += (size - 0.5) * (log(size + lanczos_g - 0.5) - 1);
    if (x < 0.0) result = log_pi - log(fabs(sin_pi(size))) - log(size) - result;
    return isinf(result) ? pyc_math_range() : result;
}

PycWord pyc_math_gamma(PycWord word) {
    double x;
    return pyc_math_real(word, &x) ? pyc_math_word(pyc_math_f64_gamma(x)) : 0;
}
PycWord pyc_math_lgamma(PycWord word) {
    double x;
    return pyc_math_real(word, &x) ? pyc_math_word(pyc_math_f64_lgamma(x)) : 0;
}
