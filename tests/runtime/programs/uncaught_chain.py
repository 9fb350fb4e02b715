class Foo(Exception):
    pass


def f(n):
    return f(n - 1) if n else 1 / 0  # c


e = Foo("a\nb")
e.add_note("n1\nn2")
e.add_note("n3")
print("before")
try:
    try:
        f(6)
    except ZeroDivisionError as z:
        raise e from z
except Foo:
    x = {}
    x["a"] + 1
