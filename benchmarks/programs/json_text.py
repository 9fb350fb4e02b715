"""Text by the character, recursion, mixed containers: a JSON reader and writer."""

import sys


class Reader:
    def __init__(self, text):
        self.text, self.at = text, 0

    def skip(self):
        while self.at < len(self.text) and self.text[self.at] in " \n\t":
            self.at += 1

    def value(self):
        self.skip()
        start = self.text[self.at]
        if start == "{":
            return self.object()
        if start == "[":
            return self.array()
        if start == '"':
            return self.string()
        for word, meaning in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return meaning
        return self.number()

    def object(self):
        result = {}
        self.at += 1
        self.skip()
        while self.text[self.at] != "}":
            self.skip()
            key = self.string()
            self.skip()
            self.at += 1
            result[key] = self.value()
            self.skip()
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1
        return result

    def array(self):
        result = []
        self.at += 1
        self.skip()
        while self.text[self.at] != "]":
            result.append(self.value())
            self.skip()
            if self.text[self.at] == ",":
                self.at += 1
                self.skip()
        self.at += 1
        return result

    def string(self):
        end = self.text.index('"', self.at + 1)
        result = self.text[self.at + 1 : end]
        self.at = end + 1
        return result

    def number(self):
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "+-.eE0123456789":
            self.at += 1
        text = self.text[start : self.at]
        return float(text) if "." in text or "e" in text else int(text)


def written(value):
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return "[" + ", ".join([written(each) for each in value]) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join([f'"{k}": {written(v)}' for k, v in value.items()]) + "}"
    return str(value)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 12_000
    rows = [
        {"id": i, "name": f"item {i}", "price": i * 0.25, "tags": ["a", "b" * (i % 5)],
         "more": {"ok": i % 3 == 0, "next": None if i % 7 else [i, -i]}}
        for i in range(n)
    ]  # fmt: skip
    text = written(rows)
    again = Reader(text).value()
    print(len(text), again == rows, written(again) == text)
    print(sum(row["price"] for row in again), again[-1]["more"]["next"])


main()
