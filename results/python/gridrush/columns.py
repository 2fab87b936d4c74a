"""Values of one HDF5 dataset as numpy and pandas know them."""

import h5py
import numpy as np
import pandas as pd

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def text(value):
    """Text of an attribute; other values as they are."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.ndarray) and value.size == 1:
        return text(value.ravel()[0])
    if isinstance(value, np.generic):
        return text(value.item())
    return value


def units(item):
    return text(item.attrs.get("units", ""))


def is_text(item):
    return h5py.check_string_dtype(item.dtype) is not None


def values(item):
    """All of a dataset, texts as str."""
    return item.asstr()[...] if is_text(item) else item[...]


def dimension(item):
    """Name of the (first) dimension: that of the scale that is attached to it."""
    scales = item.dims[0].values() if item.ndim else []
    return scales[0].name.rsplit("/", 1)[-1] if scales else item.name.rsplit("/", 1)[-1]


def is_time(item):
    return " since " in str(units(item))


def to_times(seconds, unit):
    """Time stamps of numbers in CF `unit` (such as `seconds since 2025-01-01`); NaN: NaT."""
    word, _, epoch = unit.partition(" since ")
    start = pd.Timestamp(epoch).tz_localize(None)
    seconds = np.asarray(seconds, dtype=float) * _SECONDS[word]
    missing = ~np.isfinite(seconds)
    whole = np.where(missing, 0, seconds).round().astype("int64").astype("timedelta64[s]")
    result = np.datetime64(start, "s") + whole
    result[missing] = np.datetime64("NaT")
    return pd.DatetimeIndex(result.astype("datetime64[ns]"))


def times(item):
    return to_times(item[...], units(item))


def decoded(item, length):
    """The first `length` values: times as time stamps, codes as words, texts as str."""
    if is_text(item):
        return item.asstr()[:length]
    numbers = item[:length]
    if is_time(item):
        return to_times(numbers, units(item))
    if "flag_meanings" not in item.attrs:
        return numbers
    words = text(item.attrs["flag_meanings"]).split()
    codes = np.where(np.isfinite(numbers) & (numbers >= 0) & (numbers < len(words)), numbers, -1)
    return pd.Categorical.from_codes(codes.astype(int), words)
