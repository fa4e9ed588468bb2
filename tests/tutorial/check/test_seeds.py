"""Seeds are chosen so that texts come in another order; the hashes are those of a real Python."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutorial.check.seeds import MOST_SEEDS, first_of, seeds_for, text_hash

TEXTS = ["a", "tea", "milk", "Ada", "Grace", "x" * 20, "é", "日本語", "𝒳 y", "12345678", "", "\n"]
PAIRS = list(permutations(TEXTS, 2))

_ASK = """
import json, sys
texts, pairs = json.loads(sys.stdin.read())
print(json.dumps([[hash(one) & (1 << 64) - 1 for one in texts], [list({a, b})[0] for a, b in pairs]]))
"""


@pytest.mark.parametrize("seed", [0, 1, 24])
def test_hashes_and_orders_are_those_of_python(seed: int) -> None:
    command = [sys.executable, "-S", "-c", _ASK]
    given = json.dumps([TEXTS, PAIRS])
    ran = subprocess.run(
        command, input=given, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": str(seed)}
    )
    assert json.loads(ran.stdout) == [
        [text_hash(seed, one) for one in TEXTS],
        [first_of(seed, *pair) for pair in PAIRS],
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=3, unique=True))
def test_any_two_texts_of_a_set_are_turned_round(texts: list[str]) -> None:
    seeds = seeds_for([tuple(texts)])
    assert len(seeds) <= MOST_SEEDS
    for one, other in permutations(texts, 2):
        assert any(first_of(seed, one, other) != first_of(0, one, other) for seed in seeds)


def test_seeds_that_are_chosen_already_are_kept_and_may_do() -> None:
    first = seeds_for([("tea", "milk")])
    assert seeds_for([("tea", "milk")], first) == first
    assert seeds_for([]) == []
