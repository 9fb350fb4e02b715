"""Exceptions: a calculator that says what is wrong, and where.

    calculator.py [ROUNDS]
"""

import sys

LINES = [
    "1 + 2 * 3",
    "(1 + 2) * 3",
    "2 ** 3 ** 2",
    "-7 // 2 + 10 % 4",
    "1 / 4 + 0.5",
    "12 / (3 - 3)",
    "2 * (3 + ",
    "3 $ 4",
    "1 2",
    "",
    "9 ** 40",
]


class Mistake(Exception):
    def __init__(self, message, position):
        super().__init__(message)
        self.position = position


class Calculator:
    """Recursive descent; `position` is the next character of `text`."""

    def __init__(self, text):
        self.text = text
        self.position = 0

    def result(self):
        value = self.sum()
        if self.peek():
            raise Mistake(f"unexpected {self.peek()!r}", self.position)
        return value

    def peek(self, size=1):
        while self.position < len(self.text) and self.text[self.position] == " ":
            self.position += 1
        return self.text[self.position : self.position + size]

    def took(self, symbol):
        if self.peek(len(symbol)) != symbol:
            return False
        self.position += len(symbol)
        return True

    def sum(self):
        value = self.product()
        while True:
            if self.took("+"):
                value = value + self.product()
            elif self.took("-"):
                value = value - self.product()
            else:
                return value

    def product(self):
        value = self.power()
        while self.peek(2) != "**":
            at = self.position
            try:
                if self.took("*"):
                    value = value * self.power()
                elif self.took("//"):
                    value = value // self.power()
                elif self.took("/"):
                    value = value / self.power()
                elif self.took("%"):
                    value = value % self.power()
                else:
                    break
            except ZeroDivisionError as error:
                raise Mistake(str(error), at) from error
        return value

    def power(self):
        if self.took("-"):
            return -self.power()
        base = self.atom()
        return base ** self.power() if self.took("**") else base

    def atom(self):
        if self.took("("):
            value = self.sum()
            if not self.took(")"):
                raise Mistake("missing )", self.position)
            return value
        self.peek()
        start = self.position
        while self.text[self.position : self.position + 1].isdigit() or (
            self.position > start and self.text[self.position : self.position + 1] == "."
        ):
            self.position += 1
        number = self.text[start : self.position]
        try:
            return float(number) if "." in number else int(number)
        except ValueError:
            raise Mistake("a number was expected", start) from None


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    for line in LINES:
        try:
            print(f"{line} = {Calculator(line).result()}")
        except Mistake as mistake:
            print(f"{line}\n{' ' * mistake.position}^ {mistake}")
    n_mistakes = 0
    for _ in range(rounds):
        for line in LINES:
            try:
                Calculator(line).result()
            except Mistake:
                n_mistakes += 1
    print(f"{rounds * len(LINES)} lines, {n_mistakes} mistakes")


main()
