"""Gamma: the incomplete gamma function, which the gamma distribution's tail is made of."""

import math

_STEPS_MAX = 10_000
_PRECISION = 1e-15


def upper_gamma(shape: float, x: float) -> float:
    """Q(shape, x): the share of a gamma distribution (scale 1) that lies above x.

    Series below shape + 1, continued fraction (Lentz) above: Abramowitz and Stegun 6.5.29, 6.5.31.
    """
    if x <= 0:
        return 1.0
    if x < shape + 1:
        return 1.0 - _lower_by_series(shape, x)
    return _upper_by_fraction(shape, x)


def _front(shape: float, x: float) -> float:
    return math.exp(shape * math.log(x) - x - math.lgamma(shape))


def _lower_by_series(shape: float, x: float) -> float:
    term = total = 1.0 / shape
    for step in range(1, _STEPS_MAX):
        term *= x / (shape + step)
        total += term
        if term < total * _PRECISION:
            break
    return min(1.0, total * _front(shape, x))


def _upper_by_fraction(shape: float, x: float) -> float:
    tiny = 1e-300
    b = x + 1.0 - shape
    c = 1.0 / tiny
    d = 1.0 / b
    value = d
    for step in range(1, _STEPS_MAX):
        a = -step * (step - shape)
        b += 2.0
        d = 1.0 / _nonzero(a * d + b, tiny)
        c = _nonzero(b + a / c, tiny)
        factor = c * d
        value *= factor
        if abs(factor - 1.0) < _PRECISION:
            break
    return value * _front(shape, x)


def _nonzero(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny
