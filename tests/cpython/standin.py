"""In the place of unittest: as much of it as CPython's tests of the language need. A program, not a
part of the tests: pyc compiles it together with them. `run` prints how a case went."""

import random
import sys


class SkipTest(Exception):
    pass


class Raises:
    def __init__(self, expected):
        self.expected = expected
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            raise AssertionError(f"not raised: {self.expected!r}")
        self.exception = value
        return issubclass(kind, self.expected)


class Silent:
    def __enter__(self):
        return self

    def __exit__(self, *details):
        return False


class TestCase:
    maxDiff = None
    failureException = AssertionError

    def setUp(self):
        pass

    def tearDown(self):
        pass

    def id(self):
        return "id"

    def subTest(self, *args, **kwargs):
        return Silent()

    def assertWarns(self, *args, **kwargs):
        return Silent()

    def skipTest(self, why=""):
        raise SkipTest(why)

    def fail(self, msg=None):
        raise AssertionError(msg)

    def must(self, holds, *shown):
        if not holds:
            raise AssertionError(" ".join(repr(each)[:300] for each in shown))

    def assertTrue(self, value, msg=None):
        self.must(value, value, msg)

    def assertFalse(self, value, msg=None):
        self.must(not value, value, msg)

    def assertEqual(self, a, b, msg=None):
        self.must(a == b, a, b, msg)

    assertListEqual = assertTupleEqual = assertDictEqual = assertSetEqual = assertEqual
    assertSequenceEqual = assertMultiLineEqual = assertEquals = assertEqual

    def assertNotEqual(self, a, b, msg=None):
        self.must(a != b, a, b, msg)

    assertNotEquals = assertNotEqual

    def assertCountEqual(self, a, b, msg=None):
        rest = list(b)
        for each in a:
            self.must(each in rest, a, b, msg)
            rest.remove(each)
        self.must(not rest, a, b, msg)

    def assertIs(self, a, b, msg=None):
        self.must(a is b, a, b, msg)

    def assertIsNot(self, a, b, msg=None):
        self.must(a is not b, a, b, msg)

    def assertIsNone(self, a, msg=None):
        self.must(a is None, a, msg)

    def assertIsNotNone(self, a, msg=None):
        self.must(a is not None, a, msg)

    def assertIn(self, a, b, msg=None):
        self.must(a in b, a, b, msg)

    def assertNotIn(self, a, b, msg=None):
        self.must(a not in b, a, b, msg)

    def assertIsInstance(self, a, b, msg=None):
        self.must(isinstance(a, b), a, b, msg)

    def assertNotIsInstance(self, a, b, msg=None):
        self.must(not isinstance(a, b), a, b, msg)

    def assertLess(self, a, b, msg=None):
        self.must(a < b, a, b, msg)

    def assertLessEqual(self, a, b, msg=None):
        self.must(a <= b, a, b, msg)

    def assertGreater(self, a, b, msg=None):
        self.must(a > b, a, b, msg)

    def assertGreaterEqual(self, a, b, msg=None):
        self.must(a >= b, a, b, msg)

    def assertAlmostEqual(self, a, b, places=7, msg=None, delta=None):
        near = abs(a - b) <= delta if delta is not None else round(abs(a - b), places) == 0
        self.must(a == b or near, a, b, msg)

    def assertNotAlmostEqual(self, a, b, places=7, msg=None, delta=None):
        self.must(a != b and round(abs(a - b), places) != 0, a, b, msg)

    def assertRaises(self, expected, function=None, *args, **kwargs):
        if function is None:
            return Raises(expected)
        try:
            function(*args, **kwargs)
        except expected as error:
            print("   raised", type(error).__name__, shown(error))
            return None
        raise AssertionError(f"not raised: {expected!r}")

    def assertRaisesRegex(self, expected, regex, function=None, *args, **kwargs):
        return self.assertRaises(expected, function, *args, **kwargs)

    def assertRegex(self, a, b, msg=None):
        pass


def shown(error):
    """The text of an exception, addresses left out."""
    parts = str(error)[:300].split(" at 0x")
    return parts[0] + "".join(" at ..." + each.lstrip("0123456789abcdef") for each in parts[1:])


def expectedFailure(function):
    return function


def skip(why=""):
    def decorate(function):
        def skipped(self, *args):
            raise SkipTest(why)

        return skipped

    return decorate


def skipIf(condition, why=""):
    return skip(why) if condition else lambda function: function


def skipUnless(condition, why=""):
    return skipIf(not condition, why)


def run(name, make, case):
    print(name, flush=True)
    random.seed(1)
    try:
        test = make()
        test.setUp()
        case(test)
        test.tearDown()
        print("  ok")
    except SkipTest as error:
        print("  skipped", error)
    except Exception as error:
        print("  failed:", type(error).__name__, shown(error))
    sys.stdout.flush()
