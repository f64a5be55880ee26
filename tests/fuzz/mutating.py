"""Inputs made of others, from a fixed seed: where no fuzzer is installed, and for the short set of every test run."""

import random
from collections.abc import Iterator, Sequence

_LONGEST = 20_000
_MOST_CHANGES = 6


def mutated(seeds: Sequence[bytes], words: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """Endless inputs: each one of ``seeds`` with a few changes, among them words put in and parts of other seeds."""
    drawn = random.Random(seed)
    while True:
        data = bytearray(drawn.choice(seeds))
        for _change in range(drawn.randint(1, _MOST_CHANGES)):
            _change_one(data, drawn, seeds, words)
        yield bytes(data[:_LONGEST])


def _change_one(data: bytearray, drawn: random.Random, seeds: Sequence[bytes], words: Sequence[bytes]) -> None:
    start = drawn.randint(0, len(data))
    end = min(len(data), start + drawn.choice((0, 1, 1, 2, 4, 10, 100)))
    match drawn.randrange(6):
        case 0:
            data[start:end] = drawn.choice(words)
        case 1:
            del data[start:end]
        case 2:
            data[start:start] = data[start:end] * drawn.choice((1, 2, 50))
        case 3:
            data[start:end] = drawn.randbytes(end - start)
        case 4:
            other = drawn.choice(seeds)
            cut = drawn.randint(0, len(other))
            data[start:end] = other[cut : cut + drawn.choice((5, 50, 500))]
        case 5 if start < len(data):
            data[start] ^= 1 << drawn.randrange(8)
