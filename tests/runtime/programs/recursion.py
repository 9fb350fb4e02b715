def f(n):
    return f(n + 1)
try:
    f(0)
except RecursionError as e:
    print(type(e).__name__, e)
l = []
for i in range(2000): l = [l]
try:
    repr(l)
except RecursionError as e:
    print(e)
f(0)
