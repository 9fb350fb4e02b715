"""Recursion with lists, sets of bits and early ends: puzzles solved by trying."""

import sys

PUZZLES = [
    "530070000600195000098000060800060003400803001700020006060000280000419005000080079",
    "000000907000420180000705026100904000050000040000507009920108000034059000507000000",
    "100007090030020008009600500005300900010080002600004000300000010040000007007000300",
]


def solved(text):
    cells = [int(each) for each in text]
    rows, columns, boxes = [0] * 9, [0] * 9, [0] * 9
    for at, digit in enumerate(cells):
        if digit:
            mark(at, 1 << digit, rows, columns, boxes)
    tried = search(cells, rows, columns, boxes)
    return "".join(map(str, cells)), tried


def mark(at, bit, rows, columns, boxes):
    row, column = divmod(at, 9)
    rows[row] ^= bit
    columns[column] ^= bit
    boxes[row // 3 * 3 + column // 3] ^= bit


def search(cells, rows, columns, boxes):
    """The number of digits tried; negative while nothing is found."""
    best_at, best_free, fewest = -1, 0, 10
    for at in range(81):
        if cells[at] == 0:
            row, column = at // 9, at % 9
            free = ~(rows[row] | columns[column] | boxes[row // 3 * 3 + column // 3]) & 0x3FE
            n = bin(free).count("1")
            if n < fewest:
                best_at, best_free, fewest = at, free, n
    if best_at < 0:
        return 1
    tried = 0
    for digit in range(1, 10):
        if best_free >> digit & 1:
            cells[best_at] = digit
            mark(best_at, 1 << digit, rows, columns, boxes)
            result = search(cells, rows, columns, boxes)
            tried += abs(result)
            if result > 0:
                return tried
            mark(best_at, 1 << digit, rows, columns, boxes)
            cells[best_at] = 0
    return -tried - 1


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    total = 0
    for _ in range(rounds):
        for puzzle in PUZZLES:
            text, tried = solved(puzzle)
            total += tried
    print(text[:27], total)


main()
