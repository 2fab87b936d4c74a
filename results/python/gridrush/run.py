"""One result file: datasets, frames, sums over periods."""

import os
import re

import h5py
import numpy as np
import pandas as pd

from . import columns, periods


_INDEX = re.compile(r"curtailed_(mine|ai_campus|industry|all|contract_\d+)_(.+)")

# Tables within a group, by the name that they have here.
_WITHIN = {"queue_events": "queue/events", "queue_years": "queue/years"}


class RunFileError(Exception):
    """A result file that cannot be read, with what can be done about it."""


def open_run(path):
    """Opens a result file for reading, also one that is still written or whose run was killed.

    Raises RunFileError when it is none, or needs `gridrush recover` first.
    """
    return Run(path)


class Run:
    """A run as it was recorded. Nothing is read before it is asked for.

    `run.site`, `run.bus`, `run.system`, `run.queue`, `run.queue_events` (`/queue/events` of the
    file), `run.queue_years`, `run.upgrades`, `run.tenants`, `run.jobs`, `run.migrations`, ... are
    xarray datasets (lazy, time decoded);
    `run.frame("site", "consumed_mw")` is a tidy pandas frame. `groups` lists what there is.
    """

    def __init__(self, path):
        self.path = os.fspath(path)
        self._file = _open(self.path)
        self._datasets = {}
        self.attrs = {name: columns.text(value) for name, value in self._file.attrs.items()}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for dataset in self._datasets.values():
            dataset.close()
        self._datasets.clear()
        self._file.close()

    def __repr__(self):
        return f"<gridrush run {self.path!r}, {self.status}: {', '.join(self.groups)}>"

    def __dir__(self):
        return [*super().__dir__(), *self.groups]

    def __getattr__(self, name):
        if name.startswith("_") or name not in self.groups:
            raise AttributeError(f"{self.path} has no group '{name}'")
        return self.dataset(name)

    @property
    def groups(self):
        found = [name for name, item in self._file.items() if isinstance(item, h5py.Group)]
        return found + [name for name, path in _WITHIN.items() if path in self._file]

    @property
    def status(self):
        """running, complete, interrupted or failed; a killed run stays `running`."""
        return self.attrs.get("status", "unknown")

    @property
    def name(self):
        """What the experiment calls itself."""
        return self.attrs.get("title") or os.path.basename(self.path)

    @property
    def summary(self):
        """The numbers of the summary by name, units in `summary.attrs["units"]`; empty when the
        run did not reach its end."""
        if "summary" not in self._file:
            return pd.Series(dtype=float, name=self.name)
        items = {name: item for name, item in self._file["summary"].items()
                 if item.ndim == 0 and not columns.is_time(item)}
        series = pd.Series({name: float(item[()]) for name, item in items.items()},
                           name=self.name, dtype=float)
        series.attrs["units"] = {name: columns.units(item) for name, item in items.items()}
        return series

    def dataset(self, group):
        """A group as a lazy xarray dataset with decoded times."""
        if group not in self._datasets:
            self._datasets[group] = _dataset(self.path, _WITHIN.get(group, group))
        return self._datasets[group]

    def has(self, group, variable=None):
        """Whether the group (and its variable) was recorded and has any values."""
        path = _WITHIN.get(group, group)
        if path not in self._file:
            return False
        if variable is None:
            return True
        return variable in self._file[path] and self._file[path][variable].size > 0

    def variables(self, group):
        """Names of what a group holds, dimensions left out."""
        return [name for name, item in self._group(group).items()
                if isinstance(item, h5py.Dataset) and not _is_scale(item)]

    def times(self, group):
        """Time stamps of a group's series."""
        return columns.times(self._group(group)["time"])

    def interval(self, group):
        """How finely a group was recorded: hour (every operating interval), day or month."""
        return str(columns.text(self._group(group).attrs.get("interval", "hour")))

    def hours(self, group):
        """Length of each of a group's rows."""
        bounds = self._group(group)["time_bounds"][:]
        return (bounds[:, 1] - bounds[:, 0]) / 3600.0

    def entities(self, group):
        """What a group's series are about, one row each (id, class, ...), indexed by id."""
        found = {name: columns.values(item) for name, item in self._group(group).items()
                 if isinstance(item, h5py.Dataset) and columns.dimension(item) == group}
        frame = pd.DataFrame({name: values for name, values in found.items() if values.ndim == 1})
        return frame.set_index(group) if group in frame else frame

    def frame(self, group, variable=None, entities=None, start=None, end=None, wide=False):
        """Values as a tidy frame.

        Of a series: columns `time`, <group> (such as `site`), `value`; with `wide` one column per
        entity, indexed by time. Of a table (queue, queue_events, queue_years, upgrades,
        curtailment, tenants, jobs, migrations, events, decisions): its columns, codes as words,
        times decoded; of a column by year of contract, by
        applicant or by stage one each, such as `filed_mw_mine`. Units are in
        `frame.attrs["units"]`.
        """
        if variable is None:
            return self._table(group)
        item = self._variable(group, variable)
        index, rows = self._rows(group, item, start, end)
        if item.ndim == 1:
            frame = pd.DataFrame({"time": index, "value": item[rows]})
            frame = frame.set_index("time")["value"].to_frame(variable) if wide else frame
        else:
            frame = self._entity_frame(group, item, rows, index, entities, wide)
        frame.attrs.update(variable=variable, units=columns.units(item),
                           long_name=columns.text(item.attrs.get("long_name", "")))
        return frame

    def ledger(self):
        """`frame("curtailment")` with names: contracts by their id, empty = none, and, where
        `/site` was recorded, sites by their id with their class."""
        frame = self.frame("curtailment")
        units = frame.attrs["units"]
        contracts = list(columns.values(self._group("curtailment")["contract_names"])
                         if self.has("curtailment", "contract_names") else [])
        frame["contract"] = [contracts[row] if row >= 0 else "" for row in frame["contract"]]
        if self.has("site", "class"):
            sites = self.entities("site")
            rows = frame["site"].to_numpy()
            frame.insert(1, "class", sites["class"].to_numpy()[rows])
            frame["site"] = sites.index.to_numpy()[rows]
        frame.attrs["units"] = units
        return frame

    def indices(self):
        """Who was cut, how much, how evenly and for what money: the summary's `curtailed_...` as a
        frame with a row per class, one of all sites (`all`) and one per contract, by its id."""
        found = {}
        for name, value in self.summary.items():
            match = _INDEX.fullmatch(name)
            if match:
                found.setdefault(match[1], {})[match[2]] = value
        frame = pd.DataFrame.from_dict(found, orient="index")
        ids = (columns.values(self._group("curtailment")["contract_names"])
               if self.has("curtailment", "contract_names") else [])
        return frame.rename({f"contract_{row + 1}": name for row, name in enumerate(ids)})

    def resample(self, group, variable, period="month", how="mean", quantile=None):
        """One value per entity and period (hour, day, month, year): mean, sum, min, max, energy
        (MWh of a variable in MW) or a `quantile` (0..1).

        Reads a period at a time, so memory stays small however long the run.
        """
        item = self._variable(group, variable)
        index, rows = self._rows(group, item, None, None)
        lengths = self._hours(group, item, rows) if how == "energy" else None
        return periods.reduce(item, rows, index, lengths, period, how, quantile,
                              self._ids(group, item))

    def described(self, group, variable):
        """`units` and `long_name` of a variable, without opening its group."""
        item = self._variable(group, variable)
        return {"units": columns.units(item),
                "long_name": columns.text(item.attrs.get("long_name", ""))}

    def blocks(self, group, variable, megabytes=32):
        """Yields the values of a series in blocks of some megabytes."""
        item = self._variable(group, variable)
        width = item.shape[1] if item.ndim > 1 else 1
        rows = max(1, round(megabytes * 2**20 / (8 * max(width, 1))))
        if item.chunks:
            rows = -(-rows // item.chunks[0]) * item.chunks[0]
        _, every = self._rows(group, item, None, None)
        for first in range(every.start, every.stop, rows):
            yield item[first:min(first + rows, every.stop)]

    def _group(self, name):
        path = _WITHIN.get(name, name)
        if path not in self._file:
            raise KeyError(f"{self.path} has no group '{name}' (it has: {', '.join(self.groups)})")
        return self._file[path]

    def _variable(self, group, name):
        items = self._group(group)
        if name not in items:
            raise KeyError(f"/{group} of {self.path} has no variable '{name}' (it has: "
                           f"{', '.join(self.variables(group))})")
        return items[name]

    def _ids(self, group, item):
        if item.ndim == 1:
            return [item.name.rsplit("/", 1)[-1]]
        return list(columns.values(self._group(group)[group]))

    def _rows(self, group, item, start, end):
        """Times and rows of a series; while it is written a variable may be a bit longer."""
        index = self.times(group)
        index = index[:min(len(index), item.shape[0])]
        first = 0 if start is None else index.searchsorted(pd.Timestamp(start))
        last = len(index) if end is None else index.searchsorted(pd.Timestamp(end))
        return index[first:last], slice(int(first), int(last))

    def _hours(self, group, item, rows):
        """Hours by which a value counts in a sum over time."""
        method = str(columns.text(item.attrs.get("cell_methods", "")))
        if method in ("time: minimum", "time: maximum"):
            raise ValueError(f"{item.name} holds the {method[6:]} of each period: no energy")
        if method == "time: sum":
            return np.ones(rows.stop - rows.start)
        bounds = self._group(group)["time_bounds"][rows]
        return (bounds[:, 1] - bounds[:, 0]) / 3600.0

    def _entity_frame(self, group, item, rows, index, entities, wide):
        ids = self._ids(group, item)
        chosen = range(len(ids)) if entities is None else [ids.index(name) for name in entities]
        values = item[rows] if entities is None else item[rows][:, list(chosen)]
        names = [ids[k] for k in chosen]
        if wide:
            return pd.DataFrame(values, index=pd.Index(index, name="time"),
                                columns=pd.Index(names, name=group))
        codes = np.tile(np.arange(len(names), dtype=np.int32), len(index))
        return pd.DataFrame({"time": np.repeat(index.to_numpy(), len(names)),
                             group: pd.Categorical.from_codes(codes, names),
                             "value": values.ravel()})

    def _table(self, group):
        items = {name: item for name, item in self._group(group).items()
                 if isinstance(item, h5py.Dataset) and item.ndim in (1, 2)}
        rows = [columns.dimension(item) for item in items.values() if not _is_scale(item)]
        main = max(rows, key=rows.count, default=None)
        items = {name: item for name, item in items.items() if columns.dimension(item) == main}
        length = min((item.shape[0] for item in items.values()), default=0)
        found, units = {}, {}
        for name, item in items.items():
            for column, values in _columns_of(name, item, length):
                found[column], units[column] = values, columns.units(item)
        frame = pd.DataFrame(found)
        frame.attrs["units"] = units
        return frame


def _columns_of(name, item, length):
    """(name, values) of a table's column, or of each of an array's."""
    if item.ndim == 1:
        return [(name, columns.decoded(item, length))]
    members = columns.values(item.dims[1][0])
    numbers = item[:length]
    return [(f"{name}_{member}", numbers[:, k]) for k, member in enumerate(members)]


def _is_scale(item):
    return item.attrs.get("CLASS") in (b"DIMENSION_SCALE", np.bytes_(b"DIMENSION_SCALE"))


def _open(path):
    if not os.path.exists(path):
        raise RunFileError(f"{path}: there is no such file")
    try:
        return h5py.File(path, "r", libver="latest", swmr=True)
    except OSError as error:
        if not h5py.is_hdf5(path):
            raise RunFileError(f"{path}: not an HDF5 file") from error
        raise RunFileError(f"{path}: cannot be opened ({error}); if its run was killed, "
                           f"`gridrush recover {path}` makes it readable") from error


def _dataset(path, group):
    import h5netcdf
    import xarray

    file = h5netcdf.File(path, "r", libver="latest", swmr=True)
    try:
        store = xarray.backends.H5NetCDFStore(file[group])
        return xarray.open_dataset(store)
    except Exception:
        file.close()
        raise
