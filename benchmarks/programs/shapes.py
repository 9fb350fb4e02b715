"""Classes below a common one: virtual calls, attributes, isinstance, sorting by a key."""

import sys


class Shape:
    def __init__(self, name):
        self.name = name

    def area(self):
        raise NotImplementedError

    def scaled(self, factor):
        raise NotImplementedError


class Circle(Shape):
    def __init__(self, radius):
        super().__init__("circle")
        self.radius = radius

    def area(self):
        return 3.141592653589793 * self.radius**2

    def scaled(self, factor):
        return Circle(self.radius * factor)


class Box(Shape):
    def __init__(self, width, height):
        super().__init__("box")
        self.width, self.height = width, height

    def area(self):
        return self.width * self.height

    def scaled(self, factor):
        return Box(self.width * factor, self.height * factor)


class Square(Box):
    def __init__(self, side):
        super().__init__(side, side)
        self.name = "square"


def made(i):
    if i % 3 == 0:
        return Circle(1.0 + i % 7)
    return Square(2.0 + i % 5) if i % 3 == 1 else Box(1.0 + i % 4, 2.5)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    shapes = [made(i) for i in range(n)]
    total = 0.0
    for _ in range(5):
        for shape in shapes:
            total += shape.area()
        shapes = [shape.scaled(0.9) for shape in shapes]
    shapes.sort(key=lambda shape: shape.area())
    counts = {}
    for shape in shapes:
        counts[shape.name] = counts.get(shape.name, 0) + 1
    print(f"{total:.4f} {shapes[0].name} {shapes[-1].area():.4f} {sorted(counts.items())}")
    print(sum(1 for shape in shapes if isinstance(shape, Box)))


main()
