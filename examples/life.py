"""Simulation: Conway's game of life on an endless plane, as a set of living cells.

    life.py [GENERATIONS]
"""

import sys

ACORN = [(0, 2), (1, 0), (1, 2), (3, 1), (4, 2), (5, 2), (6, 2)]


def stepped(alive):
    neighbours = {}
    for x, y in alive:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    cell = (x + dx, y + dy)
                    neighbours[cell] = neighbours.get(cell, 0) + 1
    return {cell for cell, n in neighbours.items() if n == 3 or (n == 2 and cell in alive)}


def show(alive, left, top, width, height):
    for y in range(top, top + height):
        print("".join("#" if (x, y) in alive else "." for x in range(left, left + width)))


def main():
    generations = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    alive = set(ACORN)
    for generation in range(generations + 1):
        if generation % 100 == 0 or generation == generations:
            xs, ys = [x for x, _ in alive], [y for _, y in alive]
            print(f"generation {generation}: {len(alive)} cells in "
                  f"{max(xs) - min(xs) + 1} x {max(ys) - min(ys) + 1}")  # fmt: skip
        alive = stepped(alive)
    show(alive, -10, -8, 30, 16)


main()
