"""Dicts: words that are made of the same letters, and how often each letter comes.

    anagrams.py [WORDS]
"""

import sys

SYLLABLES = ["ra", "te", "no", "li", "ar", "et", "on", "il", "mo", "de", "sa", "as", "om", "ed"]


def words(n):
    """Made up with a little random number generator, the same ones every time."""
    state = 42
    result = []
    for _ in range(n):
        word = ""
        for _ in range(2 + state % 2):
            state = (state * 1103515245 + 12345) % 2**31
            word += SYLLABLES[(state >> 8) % len(SYLLABLES)]
        result.append(word)
    return result


def grouped(texts):
    groups = {}
    for text in texts:
        groups.setdefault("".join(sorted(text)), set()).add(text)
    return groups


def counted(texts):
    counts = {}
    for text in texts:
        for letter in text:
            counts[letter] = counts.get(letter, 0) + 1
    return counts


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    texts = words(n)
    groups = grouped(texts)
    print(f"{n} words, {len(set(texts))} different ones, {len(groups)} groups of anagrams")
    largest = sorted(groups.values(), key=lambda group: (-len(group), min(group)))[:5]
    for group in largest:
        print(f"{len(group):4}:", " ".join(sorted(group)[:8]))
    counts = counted(texts)
    for letter, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        print(f"{letter} {number:7} {'#' * (60 * number // max(counts.values()))}")


main()
