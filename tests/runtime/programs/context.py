def show(e):
    out = []
    while e is not None:
        out.append(f"{type(e).__name__}({e})")
        e = e.__cause__ or e.__context__
    return " <- ".join(out)
try:
    try: 1 / 0
    except ZeroDivisionError:
        try: {}["a"]
        except KeyError: raise ValueError("v")
except ValueError as e: print(show(e))
try:
    try: raise ValueError(1)
    finally: raise TypeError(2)
except TypeError as e: print(show(e))
def gen():
    try: yield 1
    except ValueError:
        yield 2
        raise KeyError("in gen")
g = gen(); next(g)
try:
    try: raise RuntimeError("outer")
    except RuntimeError:
        print(g.throw(ValueError("thrown")))
        next(g)
except KeyError as e: print(show(e))
try:
    try: raise OSError(2, "no", "file")
    except OSError as e:
        print(e, e.errno, e.strerror, e.filename, type(e).__name__, e.args, repr(e))
        raise
except FileNotFoundError as e: print("again", e)
def stop():
    yield 1
    raise StopIteration("s")
try: list(stop())
except RuntimeError as e: print(show(e), e.__cause__.value)
try: raise 5
except TypeError as e: print(e)
try: raise ValueError("a") from 5
except TypeError as e: print(e)
try:
    try: raise ValueError
    except 5: pass
except TypeError as e: print(show(e))
try: raise
except RuntimeError as e: print(e)
e1 = ValueError(1); e2 = ValueError(2)
try:
    try: raise e1
    except ValueError:
        try: raise e2
        except ValueError: raise e1
except ValueError as e: print(show(e))
class MyError(ValueError, KeyError): pass
try: raise MyError("m", 1)
except KeyError as e: print(repr(e), str(e), isinstance(e, ValueError))
def ret():
    for i in range(3):
        try: return i
        finally: print("finally", i)
print(ret())
print(repr(ValueError()), repr(ValueError("a")), repr(ValueError("a", 1)), str(KeyError("k")), str(KeyError()), str(KeyError(1, 2)))
try: raise StopIteration(3)
except StopIteration as s: print(s.value, s.args)
import sys
try: 1/0
except ZeroDivisionError: print(sys.exc_info()[0], sys.exc_info()[1])
print(sys.exc_info())
x = ValueError("n"); x.foo = 1; print(x.__dict__, x.with_traceback(None) is x)
try: x.args = 5
except TypeError as e: print(e)
x.args = [1, 2]; print(x.args)
try: x.__cause__ = 5
except TypeError as e: print(e)
