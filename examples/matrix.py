"""Matrices as lists of rows: product, power, determinant and a system of equations.

    matrix.py [SIZE]
"""

import sys


def hilbert(n):
    """Hilbert's matrix with 1 added to the diagonal, so that it is easy to invert."""
    return [[1.0 / (i + j + 1) + (1.0 if i == j else 0.0) for j in range(n)] for i in range(n)]


def product(a, b):
    n = len(a)
    result = [[0.0] * n for _ in range(n)]
    for i in range(n):
        row = result[i]
        for k in range(n):
            factor, other = a[i][k], b[k]
            for j in range(n):
                row[j] += factor * other[j]
    return result


def solved(a, right):
    """x with a x = right, and the determinant of a; by elimination with pivots."""
    n = len(a)
    rows = [[*row, value] for row, value in zip(a, right, strict=True)]
    determinant = 1.0
    for column in range(n):
        pivot = max(range(column, n), key=lambda i: abs(rows[i][column]))
        if pivot != column:
            rows[column], rows[pivot] = rows[pivot], rows[column]
            determinant = -determinant
        top = rows[column]
        determinant *= top[column]
        for i in range(column + 1, n):
            row = rows[i]
            factor = row[column] / top[column]
            for j in range(column, n + 1):
                row[j] -= factor * top[j]
    x = [0.0] * n
    for i in range(n - 1, -1, -1):
        row = rows[i]
        x[i] = (row[n] - sum(row[j] * x[j] for j in range(i + 1, n))) / row[i]
    return x, determinant


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    a = hilbert(n)
    b = product(product(a, a), a)
    print(f"trace of the cube: {sum(b[i][i] for i in range(n)):.6f}")
    x, determinant = solved(a, [float(i) for i in range(n)])
    print(f"determinant: {determinant:.6e}")
    print("solution:", " ".join(f"{each:.4f}" for each in x[:5]), "...")
    worst = max(abs(sum(a[i][j] * x[j] for j in range(n)) - i) for i in range(n))
    print("residual is small:", worst < 1e-9)


main()
