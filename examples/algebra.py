"""Classes: formulas that know how to be shown, evaluated, derived and simplified.

    algebra.py [ORDER]
"""

import sys


class Formula:
    def __add__(self, other):
        return Sum(self, wrapped(other))

    def __mul__(self, other):
        return Product(self, wrapped(other))

    def __rmul__(self, other):
        return Product(wrapped(other), self)

    def __pow__(self, exponent):
        return Power(self, exponent)

    def simplified(self):
        return self


class Number(Formula):
    def __init__(self, value):
        self.value = value

    def __str__(self):
        return str(self.value)

    def at(self, x):
        return self.value

    def derived(self):
        return Number(0)


class Variable(Formula):
    def __str__(self):
        return "x"

    def at(self, x):
        return x

    def derived(self):
        return Number(1)


class Sum(Formula):
    def __init__(self, left, right):
        self.left, self.right = left, right

    def __str__(self):
        return f"{self.left} + {self.right}"

    def at(self, x):
        return self.left.at(x) + self.right.at(x)

    def derived(self):
        return Sum(self.left.derived(), self.right.derived())

    def simplified(self):
        left, right = self.left.simplified(), self.right.simplified()
        match left, right:
            case Number(value=a), Number(value=b):
                return Number(a + b)
            case Number(value=0), _:
                return right
            case _, Number(value=0):
                return left
        return Sum(left, right)


class Product(Formula):
    def __init__(self, left, right):
        self.left, self.right = left, right

    def __str__(self):
        return " * ".join(
            f"({each})" if isinstance(each, Sum) else str(each) for each in (self.left, self.right)
        )

    def at(self, x):
        return self.left.at(x) * self.right.at(x)

    def derived(self):
        first = Product(self.left.derived(), self.right)
        return Sum(first, Product(self.left, self.right.derived()))

    def simplified(self):
        left, right = self.left.simplified(), self.right.simplified()
        match left, right:
            case Number(value=a), Number(value=b):
                return Number(a * b)
            case (Number(value=0), _) | (_, Number(value=0)):
                return Number(0)
            case Number(value=1), _:
                return right
            case _, Number(value=1):
                return left
        return Product(left, right)


class Power(Formula):
    def __init__(self, base, exponent):
        self.base, self.exponent = base, exponent

    def __str__(self):
        base = str(self.base) if isinstance(self.base, Variable) else f"({self.base})"
        return f"{base}**{self.exponent}"

    def at(self, x):
        return self.base.at(x) ** self.exponent

    def derived(self):
        lower = Number(1) if self.exponent == 1 else Power(self.base, self.exponent - 1)
        return Product(Product(Number(self.exponent), lower), self.base.derived())

    def simplified(self):
        base = self.base.simplified()
        return base if self.exponent == 1 else Power(base, self.exponent)


def wrapped(value):
    return value if isinstance(value, Formula) else Number(value)


def main():
    order = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    x = Variable()
    formula = (3 * x**2 + x * -5 + 7) * (x**3 + 1) ** 2
    for number in range(order):
        shown = str(formula)
        print(f"{number}: f(2) = {formula.at(2)}, {len(shown)} characters")
        if number < 2:
            print(f"   f(x) = {shown}")
        formula = formula.derived().simplified()


main()
