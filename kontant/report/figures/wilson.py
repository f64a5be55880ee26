"""The Wilson score interval of a share: how far the share of so few cases may lie from that of many like them."""

from math import sqrt

from kontant.report.figures.result import Interval

Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution: 95 % lie within."""


def wilson(yes: int, n: int) -> Interval | None:
    """The 95 % interval of ``yes`` out of ``n``, in percent; None where there is nobody to ask."""
    if not n:
        return None
    share, spread = yes / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    # At nought and at all the bounds are exact; floating point leaves them a hair off.
    low = 0.0 if yes == 0 else 100 * (middle - half)
    high = 100.0 if yes == n else 100 * (middle + half)
    return low, high
