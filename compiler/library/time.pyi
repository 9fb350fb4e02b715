"""time: clocks, sleep, calendar times."""

@runtime("pyc_time_time", fast="double pyc_time_time_f64(void)")
def time() -> float:
    """Seconds since the epoch, 1970-01-01 00:00 UTC.

    >>> time() > 1600000000.0
    True
    """

@runtime("pyc_time_time_ns")
def time_ns() -> int:
    """Nanoseconds since the epoch.

    >>> time_ns() > 1600000000 * 10**9
    True
    """

@runtime("pyc_time_monotonic", fast="double pyc_time_monotonic_f64(void)")
def perf_counter() -> float:
    """Seconds of the finest clock, for differences.

    >>> perf_counter() <= perf_counter()
    True
    """

@runtime("pyc_time_monotonic_ns")
def perf_counter_ns() -> int:
    """Nanoseconds of the finest clock, for differences.

    >>> perf_counter_ns() <= perf_counter_ns()
    True
    """

@runtime("pyc_time_monotonic", fast="double pyc_time_monotonic_f64(void)")
def monotonic() -> float:
    """Seconds of a clock that never goes back.

    >>> monotonic() <= monotonic()
    True
    """

@runtime("pyc_time_monotonic_ns")
def monotonic_ns() -> int:
    """Nanoseconds of a clock that never goes back.

    >>> monotonic_ns() <= monotonic_ns()
    True
    """

@runtime("pyc_time_process_time", fast="double pyc_time_process_time_f64(void)")
def process_time() -> float:
    """Seconds of processor time that the program has used.

    >>> process_time() <= process_time()
    True
    """

@runtime("pyc_time_process_time_ns")
def process_time_ns() -> int:
    """Nanoseconds of processor time that the program has used.

    >>> process_time_ns() <= process_time_ns()
    True
    """

@runtime("pyc_time_thread_time", fast="double pyc_time_thread_time_f64(void)")
def thread_time() -> float:
    """Seconds of processor time that the thread has used.

    >>> thread_time() <= thread_time()
    True
    """

@runtime("pyc_time_sleep")
def sleep(seconds: float, /) -> None:
    """Wait for some seconds.

    >>> sleep(0)
    """

@runtime("pyc_time_gmtime")
def gmtime(seconds: float | None = None, /) -> struct_time:
    """The time in UTC, now by default.

    >>> gmtime(0).tm_year
    1970
    """

@runtime("pyc_time_localtime")
def localtime(seconds: float | None = None, /) -> struct_time:
    """The local time, now by default.

    >>> len(localtime(0))
    9
    """

@runtime("pyc_time_mktime")
def mktime(time: struct_time | tuple[int, ...], /) -> float:
    """Seconds since the epoch of a local time.

    >>> mktime(localtime(86400))
    86400.0
    """

@runtime("pyc_time_strftime")
def strftime(format: str, time: struct_time | tuple[int, ...] = ..., /) -> str:
    """A time as text, by the directives of a format.

    >>> strftime("%Y-%m-%d", gmtime(0))
    '1970-01-01'
    """

@runtime("pyc_time_asctime")
def asctime(time: struct_time | tuple[int, ...] = ..., /) -> str:
    """A time as text like Thu Jan  1 00:00:00 1970.

    >>> asctime(gmtime(0))
    'Thu Jan  1 00:00:00 1970'
    """

@runtime("pyc_time_ctime")
def ctime(seconds: float | None = None, /) -> str:
    """A local time as text, now by default.

    >>> len(ctime(0))
    24
    """


class struct_time:
    """A time by its parts; a sequence of nine ints.

    >>> gmtime(0)[0]
    1970
    """

    def __init__(self, iterable: Iterable[int], /) -> None: ...

    @property
    @runtime("pyc_time_tm_year")
    def tm_year(self) -> int:
        """The year.

        >>> gmtime(0).tm_year
        1970
        """

    @property
    @runtime("pyc_time_tm_mon")
    def tm_mon(self) -> int:
        """The month, 1 to 12.

        >>> gmtime(0).tm_mon
        1
        """

    @property
    @runtime("pyc_time_tm_mday")
    def tm_mday(self) -> int:
        """The day of the month, 1 to 31.

        >>> gmtime(0).tm_mday
        1
        """

    @property
    @runtime("pyc_time_tm_hour")
    def tm_hour(self) -> int:
        """The hour, 0 to 23.

        >>> gmtime(0).tm_hour
        0
        """

    @property
    @runtime("pyc_time_tm_min")
    def tm_min(self) -> int:
        """The minute, 0 to 59.

        >>> gmtime(0).tm_min
        0
        """

    @property
    @runtime("pyc_time_tm_sec")
    def tm_sec(self) -> int:
        """The second, 0 to 61.

        >>> gmtime(0).tm_sec
        0
        """

    @property
    @runtime("pyc_time_tm_wday")
    def tm_wday(self) -> int:
        """The day of the week, Monday is 0.

        >>> gmtime(0).tm_wday
        3
        """

    @property
    @runtime("pyc_time_tm_yday")
    def tm_yday(self) -> int:
        """The day of the year, 1 to 366.

        >>> gmtime(0).tm_yday
        1
        """

    @property
    @runtime("pyc_time_tm_isdst")
    def tm_isdst(self) -> int:
        """Whether it is summer time; -1: unknown.

        >>> gmtime(0).tm_isdst
        0
        """

    @property
    @runtime("pyc_time_tm_gmtoff")
    def tm_gmtoff(self) -> int:
        """Seconds east of UTC.

        >>> gmtime(0).tm_gmtoff
        0
        """

    @property
    @runtime("pyc_time_tm_zone")
    def tm_zone(self) -> str:
        """The name of the time zone.

        >>> gmtime(0).tm_zone
        'GMT'
        """

    def __len__(self, /) -> int: ...
    def __getitem__(self, key: int, /) -> int: ...
    def __iter__(self, /) -> tuple_iterator[int]: ...
    def __repr__(self, /) -> str: ...
