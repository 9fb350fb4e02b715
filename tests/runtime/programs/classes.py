import sys
class A:
    """doc"""
    count = 0
    def __init__(self, x, f=1.5):
        self.x = x
        self.f_y = f
        A.count += 1
    def __repr__(self):
        return f"A({self.x!r}, {self.f_y})"
    def __eq__(self, o):
        return isinstance(o, A) and self.x == o.x
    def __add__(self, o):
        if not isinstance(o, A): return NotImplemented
        return A(self.x + o.x)
    def __len__(self): return 3
    def __getitem__(self, i):
        if i > 2: raise IndexError(i)
        return i * 10
    @property
    def p(self): return self.x + 1
    @p.setter
    def p(self, v): self.x = v - 1
    @staticmethod
    def s(a): return a * 2
    @classmethod
    def c(cls, a): return cls(a)
class B(A):
    def __init__(self, x):
        super().__init__(x, 2.5)
        self.z = [x]
    def __repr__(self): return "B:" + super().__repr__()
a = A(3); b = B(4)
print(a, b, a + b, a == A(3), a != b, len(a), list(a), a.p)
b.p = 10
print(b.x, b.__dict__, B.s(4), B.c(5), A.count, B.__mro__, B.__name__, A.__doc__)
a.f_y = "str"; print(a, a.__dict__); a.f_y = 2.0; print(a, vars(a))
try: a + 1
except TypeError as e: print(e)
try: a.nope
except AttributeError as e: print(e, e.name)
try: hash(a)
except TypeError as e: print(e)
def gen(n):
    try:
        for i in range(n):
            got = yield i
            if got: print("got", got)
    except ValueError as e:
        print("caught", e)
        yield 99
    finally:
        print("fin")
    return "done"
g = gen(3)
print(next(g), g.send("hi"), g.throw(ValueError("x")))
try: next(g)
except StopIteration as e: print("stop", e.value)
def outer():
    r = yield from gen(2)
    print("r", r)
print(list(outer()))
def f(a, b=2, *args, c, d=4, **kw): return (a, b, args, c, d, kw)
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2], **{"c": 3}))
for bad in [lambda: f(), lambda: f(1), lambda: f(1, c=1, a=2), lambda: gen(), lambda: gen(1, 2), lambda: gen(m=1), lambda: A(), lambda: A(1,2,3)]:
    try: bad()
    except TypeError as e: print(e)
class E(Exception):
    def __init__(self, code): self.code = code; super().__init__(f"code {code}")
try:
    try: raise E(5)
    except E as e: raise KeyError("k") from e
except KeyError as e:
    print(repr(e), e, repr(e.__cause__), e.__cause__.code, e.__context__ is e.__cause__)
class L(list):
    def total(self): return sum(self)
l = L([1,2,3]); l.append(4); l.name = "n"
print(l, l.total(), len(l), l.name, l == [1,2,3,4], type(l), isinstance(l, list))
class D(dict):
    def __missing__(self, k): return k * 2
d = D(a=1); print(d["a"], d["zz"], d)
class I(int):
    def __new__(cls, v): return super().__new__(cls, v + 1)
i = I(5); print(i, i + 1, type(i), i * 2, i == 6, {i: 1}[6])
class S(str):
    def shout(self): return self.upper() + "!"
print(S("abc").shout(), S("x") + "y", len(S("hello")))
class T(tuple): pass
print(T([1, 2]), T([1]) == (1,))
class Slots:
    __slots__ = ("a", "b")
    def __init__(self): self.a = 1
s = Slots(); print(s.a)
try: s.c = 1
except AttributeError as e: print(e)
try: s.b
except AttributeError as e: print(e)
class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        cls = super().__new__(m, name, bases, ns); cls.tag = kw.get("tag"); return cls
    def __call__(cls, *a): print("making", cls.__name__); return super().__call__(*a)
class M(metaclass=Meta, tag=7): 
    def __init__(self, v): self.v = v
print(M(3).v, M.tag, type(M))
class Base:
    def __init_subclass__(cls, **kw): super().__init_subclass__(); print("sub", cls.__name__, kw)
class Sub(Base, k=1): pass
class X: pass
class P(X): pass
class Q(X): pass
class R(P, Q): pass
print([k.__name__ for k in R.__mro__])
try:
    class Bad(X, P): pass
except TypeError as e: print(e)
class G:
    def __getattr__(self, n): return n.upper()
    def __setattr__(self, n, v): print("set", n); super().__setattr__(n, v)
    def __delattr__(self, n): print("del", n); super().__delattr__(n)
    def __call__(self, *a, **k): return (a, k)
    def __contains__(self, x): return x == 1
    def __enter__(self): return self
    def __exit__(self, *a): print("exit", a[0]); return True
    def __bool__(self): return False
    def __iter__(self): yield 1; yield 2
    def __hash__(self): return 77
    def __lt__(self, o): return True
g = G(); g.q = 1; print(g.q, g.zzz, g(1, a=2), 1 in g, 2 in g, bool(g), list(g), hash(g), g < 1, 1 > g)
del g.q
with g as h: raise ValueError("x")
x, *y, z = range(5); print(x, y, z)
for t in [(1,), (1, 2, 3), 5]:
    try: p, q = t
    except (ValueError, TypeError) as e: print(e)
print(type(g).__name__, g.__class__, callable(g), callable(1), repr(len), repr(str.upper), f.__name__, f.__defaults__, f.__kwdefaults__)
print(sys.argv[1:], sys.maxsize, sys.version_info[:2], sys.version_info >= (3, 8))
