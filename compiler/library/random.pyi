"""random: numbers from the Mersenne Twister, the same as CPython's for the same seed."""

@runtime("pyc_random_seed")
def seed(a: int | float | str | bytes | None = None, version: int = 2) -> None:
    """Start the generator anew; from the system's entropy where a is None.

    >>> seed(1)
    >>> random()
    0.13436424411240122
    """

@runtime("pyc_random_getstate")
def getstate() -> object:
    """What setstate takes to continue from here.

    >>> state = getstate()
    >>> a = random()
    >>> setstate(state)
    >>> a == random()
    True
    """

@runtime("pyc_random_setstate")
def setstate(state: object) -> None:
    """Continue from a state that getstate gave.

    >>> setstate(getstate())
    """

@runtime("pyc_random_random_",
         fast="double pyc_random_random_f64(void)")
def random() -> float:
    """A float in [0.0, 1.0).

    >>> 0.0 <= random() < 1.0
    True
    """

@runtime("pyc_random_getrandbits")
def getrandbits(k: int, /) -> int:
    """An int of k random bits.

    >>> seed(1)
    >>> getrandbits(8)
    34
    """

@runtime("pyc_random_randbytes")
def randbytes(n: int) -> bytes:
    """n random bytes.

    >>> len(randbytes(3))
    3
    """

@runtime("pyc_random_randrange")
def randrange(start: int, stop: int | None = None, step: int = 1) -> int:
    """A number of range(start, stop, step).

    >>> seed(1)
    >>> randrange(10)
    2
    """

@runtime("pyc_random_randint",
         fast="int64_t pyc_random_randint_i64(int64_t, int64_t)", raises=True)
def randint(a: int, b: int) -> int:
    """An int in [a, b].

    >>> seed(1)
    >>> randint(1, 6)
    2
    """

@runtime("pyc_random_choice")
def choice(seq: Sequence[T]) -> T:
    """One element of a sequence.

    >>> seed(1)
    >>> choice('abc')
    'a'
    """

@runtime("pyc_random_shuffle")
def shuffle(x: list[T]) -> None:
    """Bring the elements into a random order, in place.

    >>> seed(1)
    >>> x = [1, 2, 3]
    >>> shuffle(x)
    >>> x
    [2, 3, 1]
    """

@runtime("pyc_random_sample")
def sample(population: Sequence[T], k: int, *, counts: Sequence[int] | None = None) -> list[T]:
    """k different elements in random order.

    >>> seed(1)
    >>> sample(range(10), 3)
    [2, 1, 4]
    """

@runtime("pyc_random_choices")
def choices(population: Sequence[T], weights: Sequence[float] | None = None, *, cum_weights: Sequence[float] | None = None, k: int = 1) -> list[T]:
    """k elements, each chosen from all, by weight where there are weights.

    >>> seed(1)
    >>> choices('ab', k=3)
    ['a', 'b', 'b']
    """

@runtime("pyc_random_uniform",
         fast="double pyc_random_uniform_f64(double, double)")
def uniform(a: float, b: float) -> float:
    """A float between a and b.

    >>> seed(1)
    >>> uniform(0.0, 2.0)
    0.26872848822480244
    """

@runtime("pyc_random_triangular")
def triangular(low: float = 0.0, high: float = 1.0, mode: float | None = None) -> float:
    """A float of the triangular distribution.

    >>> 0.0 <= triangular() <= 1.0
    True
    """

@runtime("pyc_random_normalvariate")
def normalvariate(mu: float = 0.0, sigma: float = 1.0) -> float:
    """A float of the normal distribution.

    >>> isinstance(normalvariate(), float)
    True
    """

@runtime("pyc_random_gauss",
         fast="double pyc_random_gauss_f64(double, double)")
def gauss(mu: float = 0.0, sigma: float = 1.0) -> float:
    """A float of the normal distribution; faster than normalvariate.

    >>> seed(1)
    >>> gauss(0.0, 1.0)
    1.2881847531554629
    """

@runtime("pyc_random_lognormvariate")
def lognormvariate(mu: float, sigma: float) -> float:
    """A float of the log normal distribution.

    >>> lognormvariate(0.0, 1.0) > 0
    True
    """

@runtime("pyc_random_expovariate")
def expovariate(lambd: float) -> float:
    """A float of the exponential distribution of rate lambd.

    >>> expovariate(1.0) >= 0
    True
    """

@runtime("pyc_random_vonmisesvariate")
def vonmisesvariate(mu: float, kappa: float) -> float:
    """An angle of the von Mises distribution.

    >>> 0.0 <= vonmisesvariate(1.0, 2.0) < 6.3
    True
    """

@runtime("pyc_random_gammavariate")
def gammavariate(alpha: float, beta: float) -> float:
    """A float of the gamma distribution.

    >>> gammavariate(2.0, 1.0) > 0
    True
    """

@runtime("pyc_random_betavariate")
def betavariate(alpha: float, beta: float) -> float:
    """A float of the beta distribution.

    >>> 0.0 <= betavariate(2.0, 3.0) <= 1.0
    True
    """

@runtime("pyc_random_paretovariate")
def paretovariate(alpha: float) -> float:
    """A float of the Pareto distribution.

    >>> paretovariate(3.0) >= 1.0
    True
    """

@runtime("pyc_random_weibullvariate")
def weibullvariate(alpha: float, beta: float) -> float:
    """A float of the Weibull distribution.

    >>> weibullvariate(1.0, 2.0) >= 0.0
    True
    """


class Random:
    """A generator with a state of its own.

    >>> Random(1).random()
    0.13436424411240122
    """

    def __init__(self, x: int | float | str | bytes | None = None) -> None: ...

    @runtime("pyc_random_method_seed")
    def seed(self, a: int | float | str | bytes | None = None, version: int = 2) -> None:
        """Start the generator anew; from the system's entropy where a is None.

        >>> r = Random()
        >>> r.seed(1)
        >>> r.random()
        0.13436424411240122
        """

    @runtime("pyc_random_method_getstate")
    def getstate(self) -> object:
        """What setstate takes to continue from here.

        >>> r = Random()
        >>> state = r.getstate()
        >>> a = r.random()
        >>> r.setstate(state)
        >>> a == r.random()
        True
        """

    @runtime("pyc_random_method_setstate")
    def setstate(self, state: object) -> None:
        """Continue from a state that getstate gave.

        >>> r = Random()
        >>> r.setstate(r.getstate())
        """

    @runtime("pyc_random_method_random_")
    def random(self, /) -> float:
        """A float in [0.0, 1.0).

        >>> r = Random()
        >>> 0.0 <= r.random() < 1.0
        True
        """

    @runtime("pyc_random_method_getrandbits")
    def getrandbits(self, k: int, /) -> int:
        """An int of k random bits.

        >>> r = Random()
        >>> r.seed(1)
        >>> r.getrandbits(8)
        34
        """

    @runtime("pyc_random_method_randbytes")
    def randbytes(self, n: int) -> bytes:
        """n random bytes.

        >>> r = Random()
        >>> len(r.randbytes(3))
        3
        """

    @runtime("pyc_random_method_randrange")
    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """A number of range(start, stop, step).

        >>> r = Random()
        >>> r.seed(1)
        >>> r.randrange(10)
        2
        """

    @runtime("pyc_random_method_randint")
    def randint(self, a: int, b: int) -> int:
        """An int in [a, b].

        >>> r = Random()
        >>> r.seed(1)
        >>> r.randint(1, 6)
        2
        """

    @runtime("pyc_random_method_choice")
    def choice(self, seq: Sequence[T]) -> T:
        """One element of a sequence.

        >>> r = Random()
        >>> r.seed(1)
        >>> r.choice('abc')
        'a'
        """

    @runtime("pyc_random_method_shuffle")
    def shuffle(self, x: list[T]) -> None:
        """Bring the elements into a random order, in place.

        >>> r = Random()
        >>> r.seed(1)
        >>> x = [1, 2, 3]
        >>> r.shuffle(x)
        >>> x
        [2, 3, 1]
        """

    @runtime("pyc_random_method_sample")
    def sample(self, population: Sequence[T], k: int, *, counts: Sequence[int] | None = None) -> list[T]:
        """k different elements in random order.

        >>> r = Random()
        >>> r.seed(1)
        >>> r.sample(range(10), 3)
        [2, 1, 4]
        """

    @runtime("pyc_random_method_choices")
    def choices(self, population: Sequence[T], weights: Sequence[float] | None = None, *, cum_weights: Sequence[float] | None = None, k: int = 1) -> list[T]:
        """k elements, each chosen from all, by weight where there are weights.

        >>> r = Random()
        >>> r.seed(1)
        >>> r.choices('ab', k=3)
        ['a', 'b', 'b']
        """

    @runtime("pyc_random_method_uniform")
    def uniform(self, a: float, b: float) -> float:
        """A float between a and b.

        >>> r = Random()
        >>> r.seed(1)
        >>> r.uniform(0.0, 2.0)
        0.26872848822480244
        """

    @runtime("pyc_random_method_triangular")
    def triangular(self, low: float = 0.0, high: float = 1.0, mode: float | None = None) -> float:
        """A float of the triangular distribution.

        >>> r = Random()
        >>> 0.0 <= r.triangular() <= 1.0
        True
        """

    @runtime("pyc_random_method_normalvariate")
    def normalvariate(self, mu: float = 0.0, sigma: float = 1.0) -> float:
        """A float of the normal distribution.

        >>> r = Random()
        >>> isinstance(r.normalvariate(), float)
        True
        """

    @runtime("pyc_random_method_gauss")
    def gauss(self, mu: float = 0.0, sigma: float = 1.0) -> float:
        """A float of the normal distribution; faster than normalvariate.

        >>> r = Random()
        >>> r.seed(1)
        >>> r.gauss(0.0, 1.0)
        1.2881847531554629
        """

    @runtime("pyc_random_method_lognormvariate")
    def lognormvariate(self, mu: float, sigma: float) -> float:
        """A float of the log normal distribution.

        >>> r = Random()
        >>> r.lognormvariate(0.0, 1.0) > 0
        True
        """

    @runtime("pyc_random_method_expovariate")
    def expovariate(self, lambd: float) -> float:
        """A float of the exponential distribution of rate lambd.

        >>> r = Random()
        >>> r.expovariate(1.0) >= 0
        True
        """

    @runtime("pyc_random_method_vonmisesvariate")
    def vonmisesvariate(self, mu: float, kappa: float) -> float:
        """An angle of the von Mises distribution.

        >>> r = Random()
        >>> 0.0 <= r.vonmisesvariate(1.0, 2.0) < 6.3
        True
        """

    @runtime("pyc_random_method_gammavariate")
    def gammavariate(self, alpha: float, beta: float) -> float:
        """A float of the gamma distribution.

        >>> r = Random()
        >>> r.gammavariate(2.0, 1.0) > 0
        True
        """

    @runtime("pyc_random_method_betavariate")
    def betavariate(self, alpha: float, beta: float) -> float:
        """A float of the beta distribution.

        >>> r = Random()
        >>> 0.0 <= r.betavariate(2.0, 3.0) <= 1.0
        True
        """

    @runtime("pyc_random_method_paretovariate")
    def paretovariate(self, alpha: float) -> float:
        """A float of the Pareto distribution.

        >>> r = Random()
        >>> r.paretovariate(3.0) >= 1.0
        True
        """

    @runtime("pyc_random_method_weibullvariate")
    def weibullvariate(self, alpha: float, beta: float) -> float:
        """A float of the Weibull distribution.

        >>> r = Random()
        >>> r.weibullvariate(1.0, 2.0) >= 0.0
        True
        """
