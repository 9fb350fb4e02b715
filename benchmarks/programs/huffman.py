"""Objects, a heap and dicts: the shortest codes for the letters of a text."""

import heapq
import sys


class Node:
    def __init__(self, weight, letter="", left=None, right=None):
        self.weight, self.letter = weight, letter
        self.left, self.right = left, right

    def __lt__(self, other):
        return (self.weight, self.letter) < (other.weight, other.letter)


def tree(counts):
    heap = [Node(weight, letter) for letter, weight in counts.items()]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, Node(a.weight + b.weight, min(a.letter, b.letter), a, b))
    return heap[0]


def codes(node, prefix, found):
    if node.left is None:
        found[node.letter] = prefix
    else:
        codes(node.left, prefix + "0", found)
        codes(node.right, prefix + "1", found)


def decoded(bits, root):
    result, node = [], root
    for bit in bits:
        node = node.left if bit == "0" else node.right
        if node.left is None:
            result.append(node.letter)
            node = root
    return "".join(result)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 600_000
    state, letters = 1, []
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        letters.append("etaoin shrdlucmfwypvbgkjqxz"[(state >> 16) * (state >> 20) % 27])
    text = "".join(letters)
    counts = {}
    for letter in text:
        counts[letter] = counts.get(letter, 0) + 1
    root = tree(counts)
    found = {}
    codes(root, "", found)
    bits = "".join([found[letter] for letter in text])
    print(len(text), len(bits), decoded(bits, root) == text)
    for letter in sorted(found, key=lambda each: (len(found[each]), each))[:5]:
        print(repr(letter), found[letter])


main()
