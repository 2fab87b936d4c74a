"""The hashprice path: known points to April 2026, a scenario from there."""

import datetime
import math

# USD/PH/day. To 2026-04-04: spot values from the daily rows of Coin Metrics
# (price, difficulty, fees); 2025-11-18 also as quoted by Luxor.
KNOWN = [("2024-12-31", 54.2), ("2025-03-31", 46.2), ("2025-06-30", 58.2),
         ("2025-09-30", 50.7), ("2025-11-18", 38.2), ("2025-12-31", 37.3),
         ("2026-04-04", 30.6)]

# The scenario: no forecast, a story with one full cycle around each halving (subsidy 3.125 ->
# 1.5625 BTC in April 2028, -> 0.78125 in the spring of 2032). A halving takes almost half of the
# revenue per hash at once; exits and price give part of it back.
SCENARIO = [("2026-10-01", 34.0), ("2027-07-01", 45.0), ("2028-04-14", 55.0),
            ("2028-04-15", 30.0), ("2028-10-01", 32.0), ("2029-10-01", 46.0),
            ("2030-10-01", 34.0), ("2032-03-31", 44.0),
            ("2032-04-01", 24.0), ("2033-06-01", 36.0), ("2034-12-31", 29.0)]


def _points():
    return [(datetime.date.fromisoformat(day), value) for day, value in KNOWN + SCENARIO]


def at(day):
    """USD/PH/day, log-linear between the points."""
    points = _points()
    for (before, low), (after, high) in zip(points, points[1:]):
        if before <= day < after:
            part = (day - before).days / (after - before).days
            return math.exp((1 - part) * math.log(low) + part * math.log(high))
    return points[-1][1]


def table():
    days = {datetime.date(year, month, 1) for year in range(2025, 2035) for month in range(1, 13)}
    days |= {datetime.date(2028, 4, 15)}
    rows = [{"date": day.isoformat(), "usd_per_ph_day": round(at(day), 1)} for day in sorted(days)]
    return ["date", "usd_per_ph_day"], rows
