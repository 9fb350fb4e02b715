"""The modules random, heapq, bisect and time, and the comparisons that sorting makes, against CPython."""

from __future__ import annotations

import ctypes
import random
import time

import pytest
from container_machine import WORD, Machine, Runtime, TypeStruct, on_python, on_runtime


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    return Runtime()


def check(source: str, runtime: Runtime) -> None:
    actual, expected = on_runtime(source, runtime), on_python("import random, heapq, bisect, time\n" + source)
    assert not [pair for pair in zip(actual, expected, strict=False) if pair[0] != pair[1]]
    assert len(actual) == len(expected)


SEEDS = ["0", "1", "-5", "2**31", "2**32", "2**64 + 3", "2**2000 + 17", "-(2**100)", "True", "'hello'", "''", "b'bytes'",
         "'\\u00e9\\u1234'", "'" + "x" * 200 + "'", "1.5", "-0.0", "1e300"]
DRAWS = """
random.random(); random.getrandbits(1); random.getrandbits(32); random.getrandbits(33); random.getrandbits(64); random.getrandbits(200); random.getrandbits(0)
random.getrandbits(-1)
random.randbytes(5); random.randbytes(8)
random.randint(1, 6); random.randint(-10**30, 10**30); random.randint(5, 5); random.randint(0, 2**63); random.randint(-2**63, 2**63 - 1)
random.randint(6, 1)
random.randrange(10); random.randrange(5, 50, 7); random.randrange(50, 5, -7); random.randrange(10**40); random.randrange(2.0, 9)
random.randrange(0)
random.randrange(5, 5)
random.randrange(1, 10, 0)
random.randrange(10, 1, 2)
random.randrange(1.5)
random.randrange("a")
random.randrange(5, None, 2)
random.choice([1, 2, 3]); random.choice("abc"); random.choice(range(5, 10)); random.choice((1,))
random.choice([])
random.choice(5)
random.choices([1, 2, 3], k=5); random.choices("ab", [1, 3], k=4); random.choices([1.5, 2.5], cum_weights=[0.5, 2], k=3); random.choices(range(3)); random.choices("ab", k=0)
random.choices("ab", 3)
random.choices([])
random.choices("ab", [1])
random.choices("ab", [0, 0])
random.choices("ab", [1, 2], cum_weights=[1, 3])
x = list(range(20)); random.shuffle(x); x
x = ["a", 1, 2.5, None]; random.shuffle(x); x; y = [0.5, 1.5, 2.5]; random.shuffle(y); y; z = [True, False, True]; random.shuffle(z); z
random.shuffle((1, 2))
random.sample(range(100), 5); random.sample([1, 2, 3], 3); random.sample(range(10**9), 30); random.sample("abcdef", 2); random.sample([1, 2], k=3, counts=[2, 3]); random.sample((), 0); random.sample(range(1000), 200)
random.sample([1], 2)
random.sample({1, 2}, 1)
random.sample([1, 2], 1, counts=[1])
random.sample([1, 2], -1)
random.uniform(1, 5); random.uniform(0.5, 0.75); random.uniform(10**20, -3); random.triangular(); random.triangular(1, 5, 2); random.triangular(2, 2, 2); random.triangular(5.0, 1.0)
random.gauss(0, 1); random.gauss(5.0, 2); random.gauss(); random.normalvariate(0.0, 1.0); random.normalvariate(); random.lognormvariate(0, 1)
random.expovariate(2); random.expovariate(0.1); random.vonmisesvariate(1.0, 4.0); random.vonmisesvariate(1, 0)
random.expovariate(0)
random.gammavariate(2.5, 1.5); random.gammavariate(1, 2); random.gammavariate(0.5, 1); random.betavariate(2, 3); random.paretovariate(3); random.weibullvariate(1, 2)
random.gammavariate(0, 1)
random.paretovariate(0)
random.uniform("a", 1)
s = random.getstate(); a = random.random(); random.setstate(s); a == random.random(); s[0]; s[1][624]; s[1][:3]; s[2]
random.setstate((1, 2))
random.setstate(5)
random.gauss(1, 2); random.getstate()[2] == None
"""


@pytest.mark.parametrize("seed", SEEDS)
def test_random(seed: str, runtime: Runtime) -> None:
    check(f"random.seed({seed})\n" + DRAWS * 2, runtime)


def test_random_versions_and_objects(runtime: Runtime) -> None:
    check("random.seed('abc', 1); random.random(); random.seed('abc', version=2); random.random(); random.seed(b'abc', 1)\n"
          "random.random()\nrandom.seed([])\nrandom.seed(5)\n"
          "x = [random.random()] * 3; random.seed(5)\nrandom.getrandbits(5000) > 0", runtime)


def heap_program(choose: random.Random, n: int, pool: list[str]) -> str:
    lines = [f"h = [{', '.join(choose.choice(pool) for _ in range(n))}]", "heapq.heapify(h)", "h"]
    for _ in range(40):
        item = choose.choice(pool)
        lines += [choose.choice([f"heapq.heappush(h, {item})", "heapq.heappop(h)", f"heapq.heapreplace(h, {item})",
                                 f"heapq.heappushpop(h, {item})", f"heapq.nsmallest({choose.randint(0, 9)}, h)",
                                 f"heapq.nlargest({choose.randint(0, 9)}, h)", "heapq.nsmallest(3, h, key=str)",
                                 "heapq.nlargest(2, iter(h), key=float)", f"bisect.bisect_left(sorted(h), {item})",
                                 f"bisect.bisect(sorted(h), {item}, 1)", f"bisect.bisect_right(sorted(h), {item}, 0, 2)",
                                 f"bisect.insort(h, {item})", f"bisect.insort_left(h, {item}, 0, 1)",
                                 f"bisect.bisect_left(sorted(h, key=float), {item}, key=float)"]), "h"]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(8))
def test_heaps_and_bisection(seed: int, runtime: Runtime) -> None:
    choose = random.Random(seed)
    pools = [[str(n) for n in range(30)], ["0.5", "1.5", "2.5", "9.25", "-1.0"], ["1", "2.5", "True", "2**70", "-3"]]
    check(heap_program(choose, choose.choice([0, 1, 2, 7, 30, 2600]), pools[seed % 3]), runtime)


def test_heap_errors(runtime: Runtime) -> None:
    check("heapq.heappop([])\nheapq.heapreplace([], 1)\nheapq.heappushpop([], 1)\nheapq.heapify(5)\nheapq.heappush((), 1)\n"
          "h = [1]\nheapq.heappush(h, 'a')\nh\nheapq.heapify([1, 'a'])\nbisect.bisect([1, 2], 'a')\nbisect.bisect([1], 1, -1)\n"
          "heapq.nsmallest(2, 5)\nbisect.insort([1], 2, key=int)\nheapq.nlargest(1, [])\nheapq.nsmallest(1, [3, 2])", runtime)


def test_times(runtime: Runtime) -> None:
    check("time.gmtime(0); time.gmtime(1e9); time.gmtime(-1.5)[5]; time.strftime('%Y-%m-%d %H:%M:%S %j %%', time.gmtime(86400 * 365))\n"
          "time.gmtime(0).tm_year; time.gmtime(0)[:3]; len(time.gmtime(0)); time.mktime(time.localtime(123456789)); time.asctime(time.gmtime(0))\n"
          "time.gmtime('a')\ntime.sleep(-1)\ntime.gmtime(0) == time.gmtime(0); time.sleep(0)\ntime.gmtime(0) < (1971,)", runtime)
    before, now = time.perf_counter(), Machine(runtime).run("time.perf_counter()\ntime.time()")
    assert abs(float(now[0]) - before) < 5
    assert abs(float(now[1]) - time.time()) < 5


# ---- sorting: which pairs are compared, in which order ----


class Logged:
    """Compares by number and notes each comparison."""

    log: list[tuple[int, int]] = []

    def __init__(self, number: int, key: int) -> None:
        self.number, self.key = number, key

    def __lt__(self, other: Logged) -> bool:
        Logged.log.append((self.number, other.number))
        return self.key < other.key


# What Python made and the runtime may still hold when the cycle collector runs.
KEPT: list[object] = []


class LoggedType:
    """The same as a type of the runtime; an object is a header, a number and a key."""

    def __init__(self, runtime: Runtime) -> None:
        self.log: list[tuple[int, int]] = []
        self.fail_after = -1
        self.runtime = runtime
        self.compare = ctypes.CFUNCTYPE(WORD, WORD, WORD, ctypes.c_int)(self.compared)
        self.type = TypeStruct(refcount=1 << 60, instance_size=32)
        self.type.compare = ctypes.cast(self.compare, ctypes.c_void_p).value
        self.name = ctypes.create_string_buffer(b"Logged")
        self.type.name = ctypes.addressof(self.name)
        self.true, self.false = runtime.address("pyc_true"), runtime.address("pyc_false")
        KEPT.append(self)

    def compared(self, left: int, right: int, op: int) -> int:
        a, b = (ctypes.c_int64 * 4).from_address(left), (ctypes.c_int64 * 4).from_address(right)
        if op != 0:
            return self.true if left == right else self.false
        self.log.append((a[2], b[2]))
        if len(self.log) == self.fail_after:
            kind = self.runtime.address("pyc_value_error_type")
            self.runtime.function("pyc_raise", None)(WORD(kind), WORD(0))
            return 0
        return self.true if a[3] < b[3] else self.false

    def objects(self, keys: list[int]):
        made = [(ctypes.c_int64 * 4)(1 << 40, ctypes.addressof(self.type), number, key)
                for number, key in enumerate(keys)]
        KEPT.extend(made)
        return made


def orders(choose: random.Random) -> list[list[int]]:
    found = []
    for n in [0, 1, 2, 3, 10, 31, 63, 64, 65, 100, 127, 128, 129, 300, 700, 2000]:
        found.append([choose.randrange(1000) for _ in range(n)])
        found.append(list(range(n)))
        found.append(list(range(n, 0, -1)))
        found.append([choose.randrange(4) for _ in range(n)])
        runs: list[int] = []
        while len(runs) < n:
            start, length = choose.randrange(500), choose.choice([3, 20, 90, 200])
            runs += range(start, start + length) if choose.random() < 0.6 else range(start + length, start, -1)
        found.append(runs[:n])
        found.append([*sorted(choose.randrange(100) for _ in range(n)), 5, 3])
        found.append([*range(n), *range(n // 2, n), *range(n)])
    return found


@pytest.mark.parametrize("reverse", [False, True])
def test_sort_compares_the_same_pairs(reverse: bool, runtime: Runtime) -> None:
    logged = LoggedType(runtime)
    flag = logged.true if reverse else logged.false
    for keys in orders(random.Random(5)):
        Logged.log.clear()
        expected = sorted([Logged(number, key) for number, key in enumerate(keys)], reverse=reverse)
        logged.log.clear()
        objects = logged.objects(keys)
        words = (WORD * max(1, len(keys)))(*[ctypes.addressof(item) for item in objects])
        made = runtime.call("pyc_list_take", words, ctypes.c_int64(len(keys)))
        runtime.status("pyc_list_sort", made, 0, flag)
        assert logged.log == Logged.log
        ordered = [(ctypes.c_int64 * 4).from_address(runtime.call("pyc_list_item", made, index))[2] for index in range(len(keys))]
        assert ordered == [item.number for item in expected]


def test_failed_sort_keeps_all_items(runtime: Runtime) -> None:
    choose = random.Random(9)
    for _ in range(60):
        logged = LoggedType(runtime)
        keys = [choose.randrange(50) for _ in range(choose.choice([2, 10, 70, 300, 500]))]
        logged.fail_after = choose.randint(1, len(keys) * 4)
        objects = logged.objects(keys)
        words = (WORD * len(keys))(*[ctypes.addressof(item) for item in objects])
        made = runtime.call("pyc_list_take", words, ctypes.c_int64(len(keys)))
        status = runtime.function("pyc_list_sort", ctypes.c_int)(WORD(made), WORD(0), WORD(0))
        assert (status < 0) == (len(logged.log) == logged.fail_after)
        if status < 0:
            assert runtime.failure() == "ValueError: "
        left = {runtime.call("pyc_list_item", made, index) for index in range(len(keys))}
        assert left == {ctypes.addressof(item) for item in objects}


def test_unboxed_sorts_are_right(runtime: Runtime) -> None:
    choose = random.Random(3)
    for n in [0, 1, 5, 48, 49, 500, 3000]:
        for pool in ([choose.randrange(-2**63, 2**63) for _ in range(50)], list(range(-3, 300)), [2**62, -2**62 - 1, 0],
                     [0.0, -0.0, 1.5, -1.5, float("inf"), float("-inf"), 5e-324], [choose.gauss(0, 1e10) for _ in range(99)]):
            items = [choose.choice(pool) for _ in range(n)]
            source = f"a = {items!r}".replace("inf", "1e999")
            check(f"{source}\na.sort()\na\na.sort(reverse=True)\na\nsorted(a, key=float)\nsorted(a, key=float, reverse=True)", runtime)
