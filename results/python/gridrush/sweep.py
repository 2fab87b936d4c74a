"""The table of a sweep, and through it every member's file."""

import os

import h5py
import numpy as np
import pandas as pd

from . import columns
from .compare import compare
from .run import RunFileError, open_run


def open_sweep(path):
    """Opens the sweep of a folder, or of its sweep.h5. Raises RunFileError when there is none."""
    return Sweep(path)


class Sweep:
    """A sweep: `table` has a row per member; `member(i)`, `select(...)` open members as runs;
    `series(...)` puts a time series of the members side by side. Members are opened one after the
    other, so a sweep may be much larger than memory.
    """

    def __init__(self, path):
        path = os.fspath(path)
        self.path = os.path.join(path, "sweep.h5") if os.path.isdir(path) else path
        with _open(self.path) as file:
            self.attrs = {name: columns.text(value) for name, value in file.attrs.items()}
            self.axes = {name: list(dict.fromkeys(columns.values(item)))
                         for name, item in file["axes"].items()}
            self._labels = {name: columns.values(item) for name, item in file["labels"].items()}
            self._files = columns.values(file["file"])
            self.table = _table(file, self.attrs.get("title"))

    def __len__(self):
        return len(self.table)

    def __repr__(self):
        axes = ", ".join(f"{name} ({len(levels)})" for name, levels in self.axes.items())
        complete = int((self.table["status"] == "complete").sum())
        return f"<gridrush sweep {self.path!r}, {complete} of {len(self)} complete: {axes}>"

    @property
    def name(self):
        """What the sweep calls itself."""
        return self.attrs.get("title", "")

    @property
    def metrics(self):
        """Names of the numbers that `table` holds for each member."""
        return list(self.table.attrs["units"])

    def members(self, **where):
        """Numbers of the complete members whose axes (and `replicate`) have these values; a list
        means any of it."""
        chosen = self.table["status"].to_numpy() == "complete"
        for name, wanted in where.items():
            chosen &= self._is(name, wanted)
        return [int(index) for index in np.flatnonzero(chosen)]

    def member(self, index):
        """Opens one member's run."""
        return open_run(os.path.join(os.path.dirname(os.path.abspath(self.path)),
                                     self._files[index]))

    def select(self, **where):
        """The one complete member that fits, as a run; raises LookupError unless it is one."""
        found = self.members(**where)
        if len(found) != 1:
            raise LookupError(f"{len(found)} complete members fit {where}: name more of the axes "
                              f"({', '.join([*self.axes, 'replicate'])}), or use select_all()")
        return self.member(found[0])

    def select_all(self, **where):
        """Yields (number, run) of the complete members that fit; each is closed after its turn."""
        for index in self.members(**where):
            with self.member(index) as run:
                yield index, run

    def series(self, group, variable, period=None, how="mean", quantile=None, **where):
        """A time series of all complete members that fit: an xarray DataArray of dimensions
        (member, time) or (member, time, <entity>), axes and replicate as coordinates of `member`.

        With a `period` (hour, day, month, year) each member is resampled as it is read; `how` and
        `quantile` as in Run.resample(). Memory holds the result and one member. Times or entities
        that only some members have are NaN in the others.
        """
        import xarray

        arrays, attrs = {}, {}
        for index, run in self.select_all(**where):
            if period is None:
                frame = run.frame(group, variable, wide=True)
            else:
                frame = run.resample(group, variable, period, how, quantile)
            frame.index.name, frame.columns.name = "time", group
            array = xarray.DataArray(frame)
            one = list(frame.columns) == [variable]
            arrays[index] = array.isel({group: 0}, drop=True) if one else array
            attrs = _described(run.described(group, variable), how if period else None)
        if not arrays:
            raise LookupError(f"no complete member fits {where}")
        joined = xarray.concat(arrays.values(), pd.Index(list(arrays), name="member"),
                               join="outer")
        joined.name, joined.attrs = variable, attrs
        rows = self.table.loc[list(arrays)]
        return joined.assign_coords({name: ("member", rows[name].to_numpy())
                                     for name in [*self.axes, "replicate"]})

    def compare(self, by=None, baseline=None, metrics=None, where=None, confidence=0.95,
                program=None):
        """The numbers of `gridrush compare`, which does the work, as a frame: a row per metric and
        level of the axis `by`. `where` is a dictionary of labels by axis."""
        return compare([self.path], by, baseline, metrics, where, confidence, program)

    def _is(self, name, wanted):
        """Which members have a value, or its label, on an axis."""
        if name not in self.axes and name != "replicate":
            raise KeyError(f"there is no axis '{name}' (known: "
                           f"{', '.join([*self.axes, 'replicate'])})")
        if not isinstance(wanted, (list, tuple, set)):
            wanted = [wanted]
        found = self.table[name].isin(wanted).to_numpy()
        if name in self._labels:
            found = found | np.isin(self._labels[name].astype(str), [str(w) for w in wanted])
        return found


def _described(attrs, how):
    """Unit and long name of a variable, resampled or not."""
    unit = attrs["units"]
    if how == "energy":
        unit = "MWh" if unit == "MW" else f"{unit} h"
    return {"units": unit, "long_name": attrs["long_name"]}


def _open(path):
    if not os.path.exists(path):
        raise RunFileError(f"{path}: there is no such file")
    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise RunFileError(f"{path}: cannot be opened ({error})") from error
    if "sweep_format_version" not in file.attrs:
        file.close()
        raise RunFileError(f"{path}: not the table of a sweep")
    return file


def _table(file, name):
    """A tidy frame: axes, replicate, status, then the metrics; units in its attrs."""
    found = {key: columns.values(item) for key, item in file["axes"].items()}
    found |= {key: columns.values(file[key]) for key in ("replicate", "status")}
    # An axis may be called as a metric is.
    metrics = {f"summary.{key}" if key in found else key: item
               for key, item in file["summary"].items()}
    found |= {key: item[...] for key, item in metrics.items()}
    table = pd.DataFrame(found, index=pd.RangeIndex(len(file["member"]), name="member"))
    table.attrs.update(name=name, units={key: columns.units(item)
                                         for key, item in metrics.items()})
    return table
