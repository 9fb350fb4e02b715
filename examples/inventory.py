"""Inventory management, as a student might write it."""
import random
import sys
from typing import Dict, List, Optional

TAX = 0.08
CATEGORIES = ("tools", "toys", "food")


class OutOfStock(Exception):
    def __init__(self, item, wanted):
        super().__init__(f"not enough {item}: wanted {wanted}")
        self.item = item
        self.wanted = wanted


class Item:
    def __init__(self, name: str, price: float, qty: int = 0, category: str = "tools"):
        self.name = name
        self.price = price
        self.qty = qty
        self.category = category
        self.history: List[int] = []

    def remove(self, n):
        if n > self.qty:
            raise OutOfStock(self.name, n)
        self.qty -= n
        self.history.append(-n)

    def add(self, n):
        self.qty += n
        self.history.append(n)

    def total(self):
        return self.price * self.qty

    def __eq__(self, other):
        if not isinstance(other, Item):
            return NotImplemented
        return self.name == other.name

    def __hash__(self):
        return hash(self.name)

    def __str__(self):
        return "%-10s %3d @ %7.2f" % (self.name, self.qty, self.price)


class Inventory:
    def __init__(self):
        self.items: Dict[str, Item] = {}
        self.log = []

    def __len__(self):
        return len(self.items)

    def __contains__(self, name):
        return name in self.items

    def __getitem__(self, name):
        return self.items[name]

    def __iter__(self):
        return iter(sorted(self.items.values(), key=lambda i: i.name))

    def add(self, name, price, qty=1, **kw):
        item = self.items.get(name)
        if item is None:
            item = self.items[name] = Item(name, price, category=kw.get("category", "tools"))
        item.add(qty)
        self.log.append(("add", name, qty))
        return item

    def sell(self, name: str, n: int) -> Optional[float]:
        try:
            item = self.items[name]
            item.remove(n)
        except KeyError:
            print("no such item:", name)
            return None
        except OutOfStock as e:
            print("problem:", e, e.item, e.wanted)
            return None
        self.log.append(("sell", name, n))
        return round(n * item.price * (1 + TAX), 2)

    def report(self):
        grand = 0
        by_cat = {}
        for item in self:
            print(item)
            grand += item.total()
            by_cat.setdefault(item.category, []).append(item.name)
        print("-" * 20)
        print(f"{grand:.2f} {grand!r}")
        for cat in sorted(by_cat):
            print(cat, "->", ", ".join(by_cat[cat]))


def main():
    inv = Inventory()
    inv.add("hammer", 12.5, 10)
    inv.add("saw", 19.99, 3)
    inv.add("doll", 7, 20, category="toys")
    inv.add("hammer", 12.5, 5)
    print(inv.sell("hammer", 4))
    print(inv.sell("saw", 4))
    print(inv.sell("bread", 1))
    inv.report()
    print(len(inv), "saw" in inv, "axe" in inv)
    print([str(i) for i in inv if i.qty > 5])
    print(inv["doll"] == Item("doll", 1), inv["doll"] == 3, inv["doll"] != Item("x", 2))
    print({inv["doll"], Item("doll", 3)} == {inv["doll"]})
    for entry in inv.log:
        kind, name, n = entry
        print(kind.upper(), name, n, sep=":")
    print(inv["doll"].history + inv["saw"].history)
    try:
        inv["nothing"]
    except KeyError as err:
        print("KeyError", err)
    print(sum(i.total() for i in inv) / len(inv))


if __name__ == "__main__":
    main()
