"""Generators: primes without an end, and what can be asked of them.

    primes.py [NUMBER]
"""

import sys


def primes():
    """Each number that is no multiple of a smaller prime; multiples wait in a dict."""
    yield 2
    multiples = {}
    number = 3
    while True:
        step = multiples.pop(number, None)
        if step is None:
            yield number
            multiples[number * number] = 2 * number
        else:
            following = number + step
            while following in multiples:
                following += step
            multiples[following] = step
        number += 2


def first(n, numbers):
    for index, number in enumerate(numbers):
        if index == n:
            return
        yield number


def twins(numbers):
    before = next(numbers)
    for number in numbers:
        if number - before == 2:
            yield before, number
        before = number


def gaps(numbers):
    """Pairs of neighbours that are further apart than all before."""
    before, widest = next(numbers), 0
    for number in numbers:
        if number - before > widest:
            widest = number - before
            yield widest, before
        before = number


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    print("primes:", *first(12, primes()))
    print("twins: ", *(f"{a}/{b}" for a, b in first(8, twins(primes()))))
    for gap, prime in gaps(first(n, primes())):
        print(f"after {prime:8} none for {gap}")
    print(f"the first {n} end with {max(first(n, primes()))} and sum to {sum(first(n, primes()))}")


main()
