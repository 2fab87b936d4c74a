"""Means, peaks and sums of a long series by period, a few periods in memory at a time."""

import numpy as np
import pandas as pd

_PERIODS = {"hour": "H", "day": "D", "month": "M", "year": "A"}
_REDUCTIONS = {"mean": np.mean, "sum": np.sum, "min": np.min, "max": np.max}


def _starts(index, period):
    """First row of each period, and the periods' first instants."""
    if period not in _PERIODS:
        raise ValueError(f"unknown period '{period}' (known: {', '.join(_PERIODS)})")
    labels = index.to_period(_PERIODS[period])
    first = np.flatnonzero(np.r_[True, labels[1:] != labels[:-1]])
    return first, labels[first].to_timestamp()


def _reduce_block(block, lengths, how, quantile):
    if quantile is not None:
        return np.quantile(block, quantile, axis=0)
    if how == "energy":
        return np.tensordot(lengths, block, axes=(0, 0))
    if how not in _REDUCTIONS:
        raise ValueError(f"unknown way '{how}' (known: {', '.join(_REDUCTIONS)}, energy)")
    return _REDUCTIONS[how](block, axis=0)


def reduce(item, rows, index, lengths, period, how, quantile, names):
    """Frame of one row per period and one column per entity of the dataset `item`.

    `index` holds the times of the `rows`; `lengths` (of an energy) the hours of each.
    """
    if len(index) == 0:
        return pd.DataFrame(columns=names, index=pd.DatetimeIndex([], name="time"), dtype=float)
    first, labels = _starts(index, period)
    last = np.append(first[1:], len(index))
    result = np.empty((len(first), len(names)))
    for k, (begin, end) in enumerate(zip(first, last)):
        block = item[rows.start + begin:rows.start + end].astype(float)
        result[k] = _reduce_block(block, None if lengths is None else lengths[begin:end], how,
                                  quantile)
    return pd.DataFrame(result, index=pd.DatetimeIndex(labels, name="time"), columns=names)
