"""math: functions of floats and ints."""


pi: float = 3.141592653589793

e: float = 2.718281828459045

tau: float = 6.283185307179586

inf: float = float("inf")
nan: float = float("nan")

@runtime("pyc_math_sqrt", effects="pure", fast="double pyc_math_f64_sqrt(double)", raises=True)
def sqrt(x: float, /) -> float:
    """The square root.

    >>> import math
    >>> math.sqrt(9)
    3.0
    """

@runtime("pyc_math_cbrt", effects="pure", fast="double pyc_math_f64_cbrt(double)", raises=True)
def cbrt(x: float, /) -> float:
    """The cube root.

    >>> import math
    >>> math.cbrt(8)
    2.0
    """

@runtime("pyc_math_exp", effects="pure", fast="double pyc_math_f64_exp(double)", raises=True)
def exp(x: float, /) -> float:
    """e to the power x.

    >>> import math
    >>> math.exp(0)
    1.0
    """

@runtime("pyc_math_exp2", effects="pure", fast="double pyc_math_f64_exp2(double)", raises=True)
def exp2(x: float, /) -> float:
    """2 to the power x.

    >>> import math
    >>> math.exp2(3)
    8.0
    """

@runtime("pyc_math_expm1", effects="pure", fast="double pyc_math_f64_expm1(double)", raises=True)
def expm1(x: float, /) -> float:
    """exp(x) - 1, exact near 0.

    >>> import math
    >>> math.expm1(0)
    0.0
    """

@runtime("pyc_math_sin", effects="pure", fast="double pyc_math_f64_sin(double)", raises=True)
def sin(x: float, /) -> float:
    """The sine of an angle in radians.

    >>> import math
    >>> math.sin(0)
    0.0
    """

@runtime("pyc_math_cos", effects="pure", fast="double pyc_math_f64_cos(double)", raises=True)
def cos(x: float, /) -> float:
    """The cosine of an angle in radians.

    >>> import math
    >>> math.cos(0)
    1.0
    """

@runtime("pyc_math_tan", effects="pure", fast="double pyc_math_f64_tan(double)", raises=True)
def tan(x: float, /) -> float:
    """The tangent of an angle in radians.

    >>> import math
    >>> math.tan(0)
    0.0
    """

@runtime("pyc_math_asin", effects="pure", fast="double pyc_math_f64_asin(double)", raises=True)
def asin(x: float, /) -> float:
    """The angle whose sine is x.

    >>> import math
    >>> math.asin(0)
    0.0
    """

@runtime("pyc_math_acos", effects="pure", fast="double pyc_math_f64_acos(double)", raises=True)
def acos(x: float, /) -> float:
    """The angle whose cosine is x.

    >>> import math
    >>> math.acos(1)
    0.0
    """

@runtime("pyc_math_atan", effects="pure", fast="double pyc_math_f64_atan(double)", raises=True)
def atan(x: float, /) -> float:
    """The angle whose tangent is x.

    >>> import math
    >>> math.atan(0)
    0.0
    """

@runtime("pyc_math_sinh", effects="pure", fast="double pyc_math_f64_sinh(double)", raises=True)
def sinh(x: float, /) -> float:
    """The hyperbolic sine.

    >>> import math
    >>> math.sinh(0)
    0.0
    """

@runtime("pyc_math_cosh", effects="pure", fast="double pyc_math_f64_cosh(double)", raises=True)
def cosh(x: float, /) -> float:
    """The hyperbolic cosine.

    >>> import math
    >>> math.cosh(0)
    1.0
    """

@runtime("pyc_math_tanh", effects="pure", fast="double pyc_math_f64_tanh(double)", raises=True)
def tanh(x: float, /) -> float:
    """The hyperbolic tangent.

    >>> import math
    >>> math.tanh(0)
    0.0
    """

@runtime("pyc_math_asinh", effects="pure", fast="double pyc_math_f64_asinh(double)", raises=True)
def asinh(x: float, /) -> float:
    """The inverse of sinh.

    >>> import math
    >>> math.asinh(0)
    0.0
    """

@runtime("pyc_math_acosh", effects="pure", fast="double pyc_math_f64_acosh(double)", raises=True)
def acosh(x: float, /) -> float:
    """The inverse of cosh.

    >>> import math
    >>> math.acosh(1)
    0.0
    """

@runtime("pyc_math_atanh", effects="pure", fast="double pyc_math_f64_atanh(double)", raises=True)
def atanh(x: float, /) -> float:
    """The inverse of tanh.

    >>> import math
    >>> math.atanh(0)
    0.0
    """

@runtime("pyc_math_log1p", effects="pure", fast="double pyc_math_f64_log1p(double)", raises=True)
def log1p(x: float, /) -> float:
    """The natural logarithm of 1 + x.

    >>> import math
    >>> math.log1p(0)
    0.0
    """

@runtime("pyc_math_log2", effects="pure", fast="double pyc_math_f64_log2(double)", raises=True)
def log2(x: float, /) -> float:
    """The logarithm to base 2; ints of any size.

    >>> import math
    >>> math.log2(1 << 2000)
    2000.0
    """

@runtime("pyc_math_log10", effects="pure", fast="double pyc_math_f64_log10(double)", raises=True)
def log10(x: float, /) -> float:
    """The logarithm to base 10; ints of any size.

    >>> import math
    >>> math.log10(1000)
    3.0
    """

@runtime("pyc_math_log", effects="pure", fast="double pyc_math_f64_log(double)", raises=True)
def log(x: float, base: float = ..., /) -> float:
    """The logarithm to base (e); ints of any size.

    >>> import math
    >>> math.log(8, 2)
    3.0
    """

@runtime("pyc_math_fabs", effects="pure", fast="double pyc_math_f64_fabs(double)")
def fabs(x: float, /) -> float:
    """The magnitude, as a float.

    >>> import math
    >>> math.fabs(-1)
    1.0
    """

@runtime("pyc_math_erf", effects="pure", fast="double pyc_math_f64_erf(double)")
def erf(x: float, /) -> float:
    """The error function.

    >>> import math
    >>> math.erf(0)
    0.0
    """

@runtime("pyc_math_erfc", effects="pure", fast="double pyc_math_f64_erfc(double)")
def erfc(x: float, /) -> float:
    """1 - erf(x).

    >>> import math
    >>> math.erfc(0)
    1.0
    """

@runtime("pyc_math_degrees", effects="pure", fast="double pyc_math_f64_degrees(double)")
def degrees(x: float, /) -> float:
    """Radians as degrees.

    >>> import math
    >>> math.degrees(math.pi)
    180.0
    """

@runtime("pyc_math_radians", effects="pure", fast="double pyc_math_f64_radians(double)")
def radians(x: float, /) -> float:
    """Degrees as radians.

    >>> import math
    >>> math.radians(0)
    0.0
    """

@runtime("pyc_math_gamma", effects="pure", fast="double pyc_math_f64_gamma(double)", raises=True)
def gamma(x: float, /) -> float:
    """The gamma function: (x - 1)! for whole x.

    >>> import math
    >>> math.gamma(5)
    24.0
    """

@runtime("pyc_math_lgamma", effects="pure", fast="double pyc_math_f64_lgamma(double)", raises=True)
def lgamma(x: float, /) -> float:
    """The logarithm of the gamma function's magnitude.

    >>> import math
    >>> math.lgamma(1)
    0.0
    """

@runtime("pyc_math_isnan", effects="pure", fast="bool pyc_math_f64_isnan(double)")
def isnan(x: float, /) -> bool:
    """Whether x is not a number.

    >>> import math
    >>> math.isnan(math.nan)
    True
    """

@runtime("pyc_math_isinf", effects="pure", fast="bool pyc_math_f64_isinf(double)")
def isinf(x: float, /) -> bool:
    """Whether x is infinite.

    >>> import math
    >>> math.isinf(math.inf)
    True
    """

@runtime("pyc_math_isfinite", effects="pure", fast="bool pyc_math_f64_isfinite(double)")
def isfinite(x: float, /) -> bool:
    """Whether x is neither infinite nor nan.

    >>> import math
    >>> math.isfinite(1)
    True
    """

@runtime("pyc_math_pow", effects="pure", fast="double pyc_math_f64_pow(double, double)", raises=True)
def pow(x: float, y: float, /) -> float:
    """x to the power y, as floats.

    >>> import math
    >>> math.pow(2, 3)
    8.0
    """

@runtime("pyc_math_fmod", effects="pure", fast="double pyc_math_f64_fmod(double, double)", raises=True)
def fmod(x: float, y: float, /) -> float:
    """The remainder with the sign of x.

    >>> import math
    >>> math.fmod(-7, 3)
    -1.0
    """

@runtime("pyc_math_remainder", effects="pure", fast="double pyc_math_f64_remainder(double, double)", raises=True)
def remainder(x: float, y: float, /) -> float:
    """The remainder of the nearest multiple.

    >>> import math
    >>> math.remainder(5, 3)
    -1.0
    """

@runtime("pyc_math_atan2", effects="pure", fast="double pyc_math_f64_atan2(double, double)")
def atan2(y: float, x: float, /) -> float:
    """The angle of the point (x, y).

    >>> import math
    >>> math.atan2(0, 1)
    0.0
    """

@runtime("pyc_math_copysign", effects="pure", fast="double pyc_math_f64_copysign(double, double)")
def copysign(x: float, y: float, /) -> float:
    """x with the sign of y.

    >>> import math
    >>> math.copysign(1, -0.0)
    -1.0
    """

@runtime("pyc_math_nextafter", effects="pure")
def nextafter(x: float, y: float, /) -> float:
    """The next float after x towards y.

    >>> import math
    >>> math.nextafter(1, 2)
    1.0000000000000002
    """

@runtime("pyc_math_ulp", effects="pure")
def ulp(x: float, /) -> float:
    """What the last bit of x is worth.

    >>> import math
    >>> math.ulp(1)
    2.220446049250313e-16
    """

@runtime("pyc_math_frexp", effects="pure")
def frexp(x: float, /) -> tuple[float, int]:
    """Fraction m and exponent e with x == m * 2**e.

    >>> import math
    >>> math.frexp(8)
    (0.5, 4)
    """

@runtime("pyc_math_modf", effects="pure")
def modf(x: float, /) -> tuple[float, float]:
    """What is behind the point and what is before it.

    >>> import math
    >>> math.modf(1.5)
    (0.5, 1.0)
    """

@runtime("pyc_math_ldexp", effects="pure")
def ldexp(x: float, i: int, /) -> float:
    """x * 2**i.

    >>> import math
    >>> math.ldexp(0.5, 4)
    8.0
    """

@runtime("pyc_math_isclose", effects="pure")
def isclose(a: float, b: float, *, rel_tol: float = 1e-09, abs_tol: float = 0.0) -> bool:
    """Whether two numbers are close to each other.

    >>> import math
    >>> math.isclose(0.1 + 0.2, 0.3)
    True
    """

@runtime("pyc_math_floor", fast="PycWord pyc_math_f64_floor(double)", raises=True)
def floor(x: float, /) -> int:
    """The next whole number below x.

    >>> import math
    >>> math.floor(-1.5)
    -2
    """

@runtime("pyc_math_ceil", fast="PycWord pyc_math_f64_ceil(double)", raises=True)
def ceil(x: float, /) -> int:
    """The next whole number above x.

    >>> import math
    >>> math.ceil(-1.5)
    -1
    """

@runtime("pyc_math_trunc", fast="PycWord pyc_math_f64_trunc(double)", raises=True)
def trunc(x: float, /) -> int:
    """The whole number towards 0.

    >>> import math
    >>> math.trunc(-1.5)
    -1
    """

@runtime("pyc_math_hypot", effects="pure", fast="double pyc_math_f64_hypot(double, double)")
def hypot(*coordinates: float) -> float:
    """The length of a vector.

    >>> import math
    >>> math.hypot(3, 4)
    5.0
    """

@runtime("pyc_math_dist")
def dist(p: Iterable[float], q: Iterable[float], /) -> float:
    """The distance of two points.

    >>> import math
    >>> math.dist([1, 1], [4, 5])
    5.0
    """

@runtime("pyc_math_fsum")
def fsum(seq: Iterable[float], /) -> float:
    """The sum, rounded once.

    >>> import math
    >>> math.fsum([0.1] * 10)
    1.0
    """

@runtime("pyc_math_prod")
def prod(iterable: Iterable[T], /, *, start: T = 1) -> T:
    """The product of all elements and start.

    >>> import math
    >>> math.prod([2, 3], start=4)
    24
    """

@runtime("pyc_math_gcd", effects="pure", fast="int64_t pyc_math_i64_gcd(int64_t, int64_t)")
def gcd(*integers: int) -> int:
    """The greatest common divisor.

    >>> import math
    >>> math.gcd(12, 18)
    6
    """

@runtime("pyc_math_lcm", effects="pure")
def lcm(*integers: int) -> int:
    """The least common multiple.

    >>> import math
    >>> math.lcm(4, 6)
    12
    """

@runtime("pyc_math_isqrt", effects="pure", fast="int64_t pyc_math_i64_isqrt(int64_t)", raises=True)
def isqrt(n: int, /) -> int:
    """The square root, rounded down.

    >>> import math
    >>> math.isqrt(17)
    4
    """

@runtime("pyc_math_factorial", effects="pure")
def factorial(n: int, /) -> int:
    """1 * 2 * ... * n.

    >>> import math
    >>> math.factorial(5)
    120
    """

@runtime("pyc_math_comb", effects="pure")
def comb(n: int, k: int, /) -> int:
    """In how many ways k of n can be chosen.

    >>> import math
    >>> math.comb(5, 2)
    10
    """

@runtime("pyc_math_perm", effects="pure")
def perm(n: int, k: int | None = None, /) -> int:
    """In how many ways k of n can be arranged.

    >>> import math
    >>> math.perm(5, 2)
    20
    """
