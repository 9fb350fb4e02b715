"""The generator's own quality, and a bounded sample of programs under pyc."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from tests.fuzz.generate import program
from tests.fuzz.mutations import MUTATIONS, WRONG, Mutation, mutated
from tests.fuzz.running import differences, interpreted, packed
from tests.fuzz.shrinking import shrunk

N_PROGRAMS = 150  # at most, until a mutation is caught
N_COMPILED = 10


@pytest.mark.parametrize("seed", range(20))
def test_programs_repeat_and_end(seed: int) -> None:
    source = packed({"p_": program(seed, "p_")})
    assert source == packed({"p_": program(seed, "p_")})
    out = interpreted(source)
    assert "checksum" in out
    assert out == interpreted(source)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[each.name for each in MUTATIONS])
def test_mutation_is_caught(mutation: Mutation) -> None:
    caught = programs_until_caught(mutation)
    assert caught is not None


def programs_until_caught(mutation: Mutation) -> int | None:
    """How many programs show it; None when none of N_PROGRAMS does."""
    for seed in range(N_PROGRAMS):
        source = packed({"p_": program(seed, "p_")})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            wrong = interpreted(mutated(source, mutation), lambda names: names.update(WRONG))
            if wrong != interpreted(source):
                return seed + 1
    return None


def test_shrinking_keeps_the_failure() -> None:
    """A simulated bug stands for the compiler's."""
    mutation = next(each for each in MUTATIONS if each.name == "// truncates")

    def fails(source: str) -> bool:
        wrong = interpreted(mutated(source, mutation), lambda names: names.update(WRONG))
        return wrong != interpreted(source)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seed = next(s for s in range(200) if fails(packed({"p_": program(s, "p_")})))
        small = shrunk(packed({"p_": program(seed, "p_")}), fails)
        assert fails(small)
    assert "//" in small
    assert len(small) < 500


@pytest.mark.parametrize("mode", ["O2", "boxed", "bail"])
def test_sample(mode: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    start = 1000 * pytestconfig.getoption("--seed")
    n = 5 * N_COMPILED if pytestconfig.getoption("--all") else N_COMPILED
    for first in range(start, start + n, N_COMPILED):
        found = differences(range(first, first + N_COMPILED), mode, tmp_path)
        assert not found, f"python3 -m tests.fuzz --seed {next(iter(found))} --count 1\n{found}"
