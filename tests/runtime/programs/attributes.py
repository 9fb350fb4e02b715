class Desc:
    def __set_name__(self, owner, name): self.name = name; print("named", owner.__name__, name)
    def __get__(self, o, t=None): return self if o is None else ("get", self.name)
    def __set__(self, o, v): print("set", self.name, v)
class NonData:
    def __get__(self, o, t=None): return "nd"
class A:
    d = Desc(); n = NonData(); k = 5
    def __init__(self): self.y = 1
a = A(); print(a.d, a.n, A.n, a.k); a.d = 4; a.n = 6; print(a.n, a.__dict__, A.__dict__["k"])
A.k = 9; print(a.k); del A.k
try: a.k
except AttributeError as e: print(e)
try: del a.zz
except AttributeError as e: print(e)
A.m = lambda self: self.y + 100; print(a.m())
a.m = lambda: "inst"; print(a.m())
del a.m; print(a.m())
print(hasattr(a, "y"), getattr(a, "q", "dflt"), sorted(n for n in dir(a) if n[0] != "_"))
setattr(a, "new", 2); print(a.new, vars(a)); a.__dict__["w"] = 3; print(a.w); a.__dict__.update(u=1, y=7); print(a.u, a.y, a.__dict__)
a.__dict__ = {"only": 1}; print(a.only, hasattr(a, "y"), a.__dict__)
class B(A):
    @property
    def p(self): "pdoc"; return 1
b = B()
for f in [lambda: setattr(b, "p", 2), lambda: delattr(b, "p"), lambda: setattr(1, "x", 1), lambda: setattr(int, "x", 1), lambda: getattr(b, 5), lambda: A.nope, lambda: object().x, lambda: setattr(object(), "x", 1), lambda: len.x, lambda: setattr(len, "x", 1), lambda: [].append.x, lambda: setattr([], "append", 1), lambda: (5).real, lambda: None.x, lambda: f.zz, lambda: super(A, 5), lambda: A.__name__.x]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def func(a, b=1):
    "fdoc"
func.attr = 1; print(func.attr, func.__doc__, func.__dict__, func.__module__, func.__qualname__)
print(B.p.__doc__, B.__doc__, B.__module__, B.__base__, B.__bases__, A.__subclasses__())
print(b.m, A.m) if False else None
class C:
    def __init__(self): self.a = 1
    def meth(self): return self.a
c1, c2 = C(), C(); m = c1.meth; print(m(), m.__self__ is c1, m.__func__ is C.meth, c1.meth == c1.meth, c1.meth == c2.meth, m.__name__)
c1.__class__ = type("D", (C,), {"meth": lambda self: "D"}) if False else C
T = type("T", (C,), {"z": 3, "w": lambda self: self.a + 1}); t = T(); print(t.z, t.w(), T, T.__mro__[1] is C, type(T))
class Cls:
    x: int = 3
    @classmethod
    def make(cls, *a): return cls, a
    @staticmethod
    def st(): return "st"
    def __class_getitem__(cls, k): return (cls.__name__, k)
class Sub(Cls): pass
print(Sub.make(1)[0].__name__, Sub().make()[1], Sub.st(), Cls[int], Cls().st())
print(object.__repr__(5)[:13], int.__add__(2, 3), (2).__add__(3), (2).__add__("a"), str.__len__("abc"), list.__getitem__([1, 2], 1), int.__lt__(1, 2), dict.__contains__({1: 2}, 1))
for f in [lambda: int.__add__("a", 1), lambda: str.upper(5), lambda: list.append(), lambda: str.upper(), lambda: object.__new__(5), lambda: int.__new__(str), lambda: object.__init__(5, 6), lambda: object(1), lambda: type(1, 2), lambda: isinstance(1, 5), lambda: issubclass(1, int), lambda: type(None)(5), lambda: type(len)()]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class Ops:
    def __init__(self, v): self.v = v
    def __radd__(self, o): return ("radd", o)
    def __iadd__(self, o): self.v += o; return self
    def __mul__(self, o): return NotImplemented
    def __neg__(self): return "neg"
    def __abs__(self): return "abs"
    def __index__(self): return self.v
    def __float__(self): return 2.5
    def __int__(self): return 9
    def __round__(self, n=None): return ("round", n)
    def __divmod__(self, o): return "dm"
    def __pow__(self, o, m=None): return ("pow", o, m)
    def __matmul__(self, o): return "mat"
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print("setitem", k, v)
    def __delitem__(self, k): print("delitem", k)
    def __format__(self, s): return "fmt:" + s
    def __str__(self): return "str"
    def __reversed__(self): return iter([3, 2])
    def __complex__(self): return 1
    def __contains__(self, x): return "yes"
o = Ops(3); print(1 + o, [1] + o, -o, abs(o), [1, 2, 3, 4][o], float(o), int(o), round(o), round(o, 2), divmod(o, 1), o ** 2, pow(o, 2, 3), o @ 1, o[1:2], o[1, 2], f"{o:abc}", f"{o!r:.5}"[:5], str(o), list(reversed(o)), 5 in o, range(o), "x" * o)
o += 5; print(o.v); o[1] = 2; del o[3]
for f in [lambda: o * 2, lambda: 2 * o, lambda: o + 1, lambda: ~o, lambda: o < 1, lambda: o - o, lambda: len(o), lambda: hash(o) and None, lambda: {}[o] if False else None, lambda: o(), lambda: next(o), lambda: iter(5), lambda: o.__len__]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class H:
    def __len__(self): return -1
    def __bool__(self): return 1
    def __hash__(self): return "x"
    def __repr__(self): return 5
    def __iter__(self): return 5
    def __index__(self): return "a"
    def __init__(self): pass
h = H()
for f in [lambda: len(h), lambda: bool(h), lambda: hash(h), lambda: repr(h), lambda: iter(h), lambda: [1][h]]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class I2:
    def __init__(self): return 5
try: I2()
except TypeError as e: print(e)
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration("end")
        return self.n
print(list(It()), sum(It()), max(It()), next(It()))
def deleg(): r = yield from It(); print("r", r)
print(list(deleg()))
i = It()
for _ in i: pass
try: next(i)
except StopIteration as e: print("value", e.value)
print(next(i, "default"))
def ff(a, /, b, *, c): pass
for f in [lambda: ff(a=1, b=2, c=3), lambda: ff(1, 2, 3, c=4), lambda: ff(1, 2), lambda: ff(1, c=2), lambda: ff(1, 2, c=3, d=4), lambda: ff(1, 2, 3, 4)]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
