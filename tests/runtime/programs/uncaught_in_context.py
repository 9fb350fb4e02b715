def g(x):
    return [1, 2][x]


class K:
    def m(self, a):
        return a.foo + g(7)


try:
    K().m(3)
except AttributeError:
    try:
        g(5)
    except IndexError as error:
        raise ValueError("bad", 2) from None
