/* random_distributions.c: the real-valued distributions of the module random, each formula with the
 * operations of Lib/random.py of CPython 3.11 in their order, so that the results are the same bits.
 */
#include <math.h>

#include "random_private.h"

static const double two_pi = 6.283185307179586;

static inline double next(Random *random) { return mersenne_f64(&random->state); }

/* An optional number as double; -1: exception. */
static int number(PycWord w, double fallback, double *out) {
    *out = fallback;
    if (!w) return 0;
    if (is_exact(w, &pyc_float_type)) {
        *out = float_value(w);
        return 0;
    }
    return pyc_to_f64(w, out);
}

static PYC_COLD PycWord raise_division(void) {
    pyc_raise_type(&pyc_zero_division_error_type, "float division by zero");
    return 0;
}

/* base ** exponent with Python's errors. */
static int power(double base, double exponent, double *out) {
    PycWord word = pyc_float_pow(base, exponent);
    if (!word) return -1;
    *out = float_value(word);
    pyc_dec(word);
    return 0;
}

static PycWord uniform_words(Random *random, PycWord a, PycWord b) {
    PycWord width = pyc_sub(b, a), factor = width ? pyc_float_new(next(random)) : 0, result = 0;
    PycWord offset = factor ? pyc_mul(width, factor) : 0;
    if (offset) result = pyc_add(a, offset);
    pyc_xdec(width);
    pyc_xdec(factor);
    pyc_xdec(offset);
    return result;
}

static PycWord uniform(Random *random, PycWord a, PycWord b) {
    if (!is_exact(a, &pyc_float_type) || !is_exact(b, &pyc_float_type)) return uniform_words(random, a, b);
    double low = float_value(a), high = float_value(b);
    return pyc_float_new(low + (high - low) * next(random));
}
RANDOM_BOTH_2(uniform)
double pyc_random_uniform_f64(double a, double b) { return a + (b - a) * next(pyc_random_shared()); }

static PycWord triangular(Random *random, PycWord low_word, PycWord high_word, PycWord mode_word) {
    double low, high, mode = 0, c = 0.5, u = next(random);
    if (number(low_word, 0.0, &low) < 0 || number(high_word, 1.0, &high) < 0) return 0;
    if (is_given(mode_word)) {
        if (number(mode_word, 0.0, &mode) < 0) return 0;
        if (high - low == 0) return low_word ? pyc_inc(low_word) : pyc_float_new(0.0);
        c = (mode - low) / (high - low);
    }
    if (u > c) {
        u = 1.0 - u;
        c = 1.0 - c;
        double old = low;
        low = high;
        high = old;
    }
    if (u * c < 0) {
        pyc_raise_type(&pyc_value_error_type, "math domain error");
        return 0;
    }
    return pyc_float_new(low + (high - low) * sqrt(u * c));
}
RANDOM_BOTH_3(triangular)

static double normal(Random *random, double mu, double sigma) {
    static const double magic = 1.7155277699214135; /* 4 * exp(-0.5) / sqrt(2.0) */
    for (;;) {
        double u1 = next(random), u2 = 1.0 - next(random);
        double z = magic * (u1 - 0.5) / u2;
        if (z * z / 4.0 <= -log(u2)) return mu + z * sigma;
    }
}

static PycWord normalvariate(Random *random, PycWord mu_word, PycWord sigma_word) {
    double mu, sigma;
    if (number(mu_word, 0.0, &mu) < 0 || number(sigma_word, 1.0, &sigma) < 0) return 0;
    return pyc_float_new(normal(random, mu, sigma));
}
RANDOM_BOTH_2(normalvariate)

static double gaussian(Random *random, double mu, double sigma) {
    double z = random->gauss_next;
    if (random->has_gauss) {
        random->has_gauss = 0;
    } else {
        double angle = next(random) * two_pi;
        double radius = sqrt(-2.0 * log(1.0 - next(random)));
        z = cos(angle) * radius;
        random->gauss_next = sin(angle) * radius;
        random->has_gauss = 1;
    }
    return mu + z * sigma;
}

static PycWord gauss(Random *random, PycWord mu_word, PycWord sigma_word) {
    double mu, sigma;
    if (number(mu_word, 0.0, &mu) < 0 || number(sigma_word, 1.0, &sigma) < 0) return 0;
    return pyc_float_new(gaussian(random, mu, sigma));
}
RANDOM_BOTH_2(gauss)
double pyc_random_gauss_f64(double mu, double sigma) { return gaussian(pyc_random_shared(), mu, sigma); }

static PycWord lognormvariate(Random *random, PycWord mu_word, PycWord sigma_word) {
    double mu, sigma;
    if (number(mu_word, 0.0, &mu) < 0 || number(sigma_word, 1.0, &sigma) < 0) return 0;
    double exponent = normal(random, mu, sigma), result = exp(exponent);
    if (!isinf(result) || isinf(exponent)) return pyc_float_new(result);
    pyc_raise_type(&pyc_overflow_error_type, "math range error");
    return 0;
}
RANDOM_BOTH_2(lognormvariate)

static PycWord expovariate(Random *random, PycWord rate_word) {
    double rate, u = next(random);
    if (number(rate_word, 1.0, &rate) < 0) return 0;
    return rate == 0 ? raise_division() : pyc_float_new(-log(1.0 - u) / rate);
}
RANDOM_BOTH_1(expovariate)

static PycWord vonmisesvariate(Random *random, PycWord mu_word, PycWord kappa_word) {
    double mu, kappa, z, d, u;
    if (number(mu_word, 0.0, &mu) < 0 || number(kappa_word, 0.0, &kappa) < 0) return 0;
    if (kappa <= 1e-6) return pyc_float_new(two_pi * next(random));
    double s = 0.5 / kappa, r = s + sqrt(1.0 + s * s);
    do {
        z = cos(M_PI * next(random));
        d = z / (r + z);
        u = next(random);
    } while (!(u < 1.0 - d * d || u <= (1.0 - d) * exp(d)));
    double q = 1.0 / r, f = (q + z) / (1.0 + q * z);
    double angle = next(random) > 0.5 ? mu + acos(f) : mu - acos(f);
    return pyc_float_new(pyc_f64_mod(angle, two_pi));
}
RANDOM_BOTH_2(vonmisesvariate)

static double gamma_above_1(Random *random, double alpha, double beta) {
    static const double log_4 = 1.3862943611198906, magic = 2.504077396776274; /* 1 + log(4.5) */
    double root = sqrt(2.0 * alpha - 1.0), b = alpha - log_4, c = alpha + root;
    for (;;) {
        double u1 = next(random);
        if (!(1e-7 < u1 && u1 < 0.9999999)) continue;
        double u2 = 1.0 - next(random);
        double v = log(u1 / (1.0 - u1)) / root, x = alpha * exp(v), z = u1 * u1 * u2;
        double r = b + c * v - x;
        if (r + magic - 4.5 * z >= 0.0 || r >= log(z)) return x * beta;
    }
}

static int gamma_below_1(Random *random, double alpha, double beta, double *out) {
    for (;;) {
        double u = next(random), b = (M_E + alpha) / M_E, p = b * u, x, limit;
        if (p <= 1.0) {
            if (power(p, 1.0 / alpha, &x) < 0) return -1;
        } else {
            x = -log((b - p) / alpha);
        }
        double u1 = next(random);
        if (p > 1.0) {
            if (power(x, alpha - 1.0, &limit) < 0) return -1;
        } else {
            limit = exp(-x);
        }
        if (u1 <= limit) {
            *out = x * beta;
            return 0;
        }
    }
}

static int gamma_value(Random *random, double alpha, double beta, double *out) {
    if (alpha <= 0.0 || beta <= 0.0) {
        pyc_raise_type(&pyc_value_error_type, "gammavariate: alpha and beta must be > 0.0");
        return -1;
    }
    if (alpha < 1.0) return gamma_below_1(random, alpha, beta, out);
    *out = alpha > 1.0 ? gamma_above_1(random, alpha, beta) : -log(1.0 - next(random)) * beta;
    return 0;
}

static PycWord gammavariate(Random *random, PycWord alpha_word, PycWord beta_word) {
    double alpha, beta, result;
    if (number(alpha_word, 0.0, &alpha) < 0 || number(beta_word, 0.0, &beta) < 0) return 0;
    return gamma_value(random, alpha, beta, &result) < 0 ? 0 : pyc_float_new(result);
}
RANDOM_BOTH_2(gammavariate)

static PycWord betavariate(Random *random, PycWord alpha_word, PycWord beta_word) {
    double alpha, beta, y, z;
    if (number(alpha_word, 0.0, &alpha) < 0 || number(beta_word, 0.0, &beta) < 0) return 0;
    if (gamma_value(random, alpha, 1.0, &y) < 0) return 0;
    if (y == 0.0) return pyc_float_new(0.0);
    return gamma_value(random, beta, 1.0, &z) < 0 ? 0 : pyc_float_new(y / (y + z));
}
RANDOM_BOTH_2(betavariate)

static PycWord paretovariate(Random *random, PycWord alpha_word) {
    double alpha, u = 1.0 - next(random);
    if (number(alpha_word, 0.0, &alpha) < 0) return 0;
    return alpha == 0 ? raise_division() : pyc_float_pow(u, -1.0 / alpha);
}
RANDOM_BOTH_1(paretovariate)

static PycWord weibullvariate(Random *random, PycWord alpha_word, PycWord beta_word) {
    double alpha, beta, scaled, u = 1.0 - next(random);
    if (number(alpha_word, 0.0, &alpha) < 0 || number(beta_word, 0.0, &beta) < 0) return 0;
    if (beta == 0) return raise_division();
    return power(-log(u), 1.0 / beta, &scaled) < 0 ? 0 : pyc_float_new(alpha * scaled);
}
RANDOM_BOTH_2(weibullvariate)
