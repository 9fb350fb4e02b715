"""Write power_tables.c: the 128-bit powers of ten that the shortest float text needs.

out:  pyc_power_table[k - PYC_POWER_MIN] = ceil(10**k scaled to 128 bits), high and low half
Source: R. Giulietti, "The Schubfach way to render doubles", 2020.
"""

from __future__ import annotations

import argparse
from pathlib import Path

POWER_MIN, POWER_MAX = -292, 324


def scaled_power(k: int) -> int:
    """The smallest integer >= 10**k * 2**r, with r such that it has 128 bits."""
    if k >= 0:
        power = 10**k
        shift = power.bit_length() - 128
        return power << -shift if shift <= 0 else -(-power >> shift)
    power = 10**-k
    bits = power.bit_length()
    value = -(-(1 << (127 + bits)) // power)
    return value if value.bit_length() == 128 else -(-(1 << (126 + bits)) // power)


def tables() -> str:
    lines = ["/* Written by generate_powers.py. */", '#include "float_text.h"', "",
             "const uint64_t pyc_power_table[][2] = {"]
    for k in range(POWER_MIN, POWER_MAX + 1):
        value = scaled_power(k)
        assert value.bit_length() == 128
        lines.append(f"    {{{value >> 64:#x}ULL, {value & (1 << 64) - 1:#x}ULL}},")
    return "\n".join([*lines, "};", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, required=True)
    parser.parse_args().output.write_text(tables(), encoding="utf-8")


if __name__ == "__main__":
    main()
