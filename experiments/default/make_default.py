#!/usr/bin/python3
"""Writes the tables of the default experiment, "West Texas rush".

The region, its weather and its queue are invented; README.md says how every number was chosen.
The same script writes the same bytes: every random stream has a fixed seed of its own.
Needs Python 3 and numpy.

    python3 experiments/default/make_default.py
"""

import csv
import pathlib
import sys

sys.dont_write_bytecode = True

from generator import grid, hashprice, loads, series  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


def write_table(path, columns, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="\n") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([row.get(column, "") for column in columns])
    print(path.relative_to(HERE), path.stat().st_size // 1024, "kB")


def main():
    for name, (columns, rows) in grid.tables().items():
        write_table(HERE / "grid" / f"{name}.csv", columns, rows)
    columns, rows = series.table()
    write_table(HERE / "grid" / "series.csv", columns, rows)
    for name, (columns, rows) in loads.tables().items():
        write_table(HERE / f"{name}.csv", columns, rows)
    columns, rows = hashprice.table()
    write_table(HERE / "hashprice.csv", columns, rows)


if __name__ == "__main__":
    main()
