"""The scale of a chart: round steps from zero past its last value, and how a step is written."""

import math
from collections.abc import Sequence

from kontant.exchange.pages.model import number_text

_STEPS, _ROUND = 5, (1, 2, 2.5, 5, 10)


def ticks(values: Sequence[float]) -> list[float]:
    """Round numbers, at equal steps, from the first below every value and zero to the first above."""
    low, high = min(values, default=0), max(values, default=0)
    low, high = min(low, 0), max(high, 0)
    step = _step((high - low) or 1)
    first, last = math.floor(low / step + 1e-9), max(math.ceil(high / step - 1e-9), 1 if high == low else 0)
    return [round(number * step, 9) for number in range(first, last + 1)]


def _step(span: float) -> float:
    rough = span / _STEPS
    power = float(10 ** math.floor(math.log10(rough)))
    return next(power * times for times in _ROUND if power * times >= rough - 1e-12)


def short_number(value: float) -> str:
    """A number of the scale: without decimals where it has none."""
    return str(round(value)) if value == round(value) else number_text(value)
