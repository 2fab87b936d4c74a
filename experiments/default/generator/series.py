"""One year of hourly weather and demand, 2025, time stamps in UTC (local time is UTC-6)."""

import numpy as np

HOURS = 8760
UTC_OFFSET_H = -6
LATITUDE_DEG = 31.8
SEED = 20250101

# id: peak MW, MW per MW of base and degree above 20 / below 8 degC, swing of daily habits,
# weekend share of the base
AREAS = {
    "north": (640.0, 0.026, 0.014, 0.15, 0.96),
    "basin": (1350.0, 0.006, 0.003, 0.03, 0.99),
    "central": (680.0, 0.028, 0.014, 0.17, 0.95),
    "east": (2420.0, 0.032, 0.015, 0.18, 0.94),
}
NATIVE_PEAK_MW = 5000.0

# id: capacity factor, seasonal and daily swing (in logits)
WIND = {"wind_north": (0.42, 0.35, 0.45), "wind_central": (0.40, 0.40, 0.55),
        "wind_south": (0.38, 0.45, 0.65)}
# id: capacity factor, share of cloudy days
SOLAR = {"solar_west": (0.27, 0.22), "solar_central": (0.25, 0.30)}


def _stream(name):
    return np.random.default_rng([SEED, *name.encode()])


def _ar1(rng, hours_to_forget):
    """Standard normal noise whose correlation falls by e in `hours_to_forget`."""
    phi = np.exp(-1.0 / hours_to_forget)
    noise = rng.standard_normal(HOURS + 2000)
    value = np.empty_like(noise)
    value[0] = noise[0]
    for k in range(1, len(noise)):
        value[k] = phi * value[k - 1] + np.sqrt(1 - phi * phi) * noise[k]
    return value[2000:]


def _clock():
    """Local day of year (0 = 1 January), local hour (middle of the interval), weekend flag."""
    local = np.arange(HOURS) + UTC_OFFSET_H + 0.5
    day = np.floor(local / 24)
    weekend = np.isin((day + 2) % 7, (5, 6))  # 1 January 2025 is a Wednesday: 2 with Monday = 0
    return day % 365, local % 24, weekend


def _wave(value, peak, period):
    return np.cos(2 * np.pi * (value - peak) / period)


def temperatures():
    """degC per area: seasons, days, weather of some days; two thirds of it shared."""
    day, hour, _ = _clock()
    shared = _ar1(_stream("weather"), 60)
    mean = 18 + 10.5 * _wave(day, 200, 365) + 6.0 * _wave(hour, 18, 24)
    return {area: mean + 4.5 * (0.8 * shared + 0.6 * _ar1(_stream("weather " + area), 60))
            for area in AREAS}


def native_loads():
    """MW per area; the sum peaks at NATIVE_PEAK_MW."""
    _, hour, weekend = _clock()
    habits = 0.75 * _wave(hour, 20, 24) + 0.25 * _wave(hour, 20, 12)
    loads = {}
    for area, temperature in temperatures().items():
        peak, cooling, heating, swing, weekend_share = AREAS[area]
        load = (1 + swing * habits) * np.where(weekend, weekend_share, 1.0)
        load += cooling * np.maximum(0, temperature - 20) + heating * np.maximum(0, 8 - temperature)
        load *= 1 + 0.012 * _ar1(_stream("load " + area), 8)
        loads[area] = peak * load / load.max()
    scale = NATIVE_PEAK_MW / sum(loads.values()).max()
    return {area: scale * load for area, load in loads.items()}


def wind():
    """Fraction of capacity per zone: logistic of seasons (spring), days (night) and weather."""
    day, hour, _ = _clock()
    shared = _ar1(_stream("wind"), 30)
    result = {}
    for zone, (factor, season, daily) in WIND.items():
        weather = 0.75 * shared + 0.55 * _ar1(_stream(zone), 18) + 0.25 * _ar1(_stream(zone + "s"), 3)
        logit = season * _wave(day, 95, 365) + daily * _wave(hour, 1.5, 24) + 1.55 * weather
        low, high = -5.0, 5.0
        for _ in range(60):
            middle = (low + high) / 2
            output = np.clip(1.08 / (1 + np.exp(-(logit + middle))) - 0.04, 0, 1)
            low, high = (middle, high) if output.mean() < factor else (low, middle)
        result[zone] = output
    return result


def _clear_sky():
    """Output of a single-axis tracker per unit of its best, from the sun's position."""
    day, hour, _ = _clock()
    declination = np.radians(23.45) * np.sin(2 * np.pi * (day + 285) / 365)
    angle = np.radians(15 * (hour - 12.8))  # solar noon at 102 degrees west
    latitude = np.radians(LATITUDE_DEG)
    height = (np.sin(latitude) * np.sin(declination)
              + np.cos(latitude) * np.cos(declination) * np.cos(angle))
    incidence = np.sqrt(height**2 + (np.cos(declination) * np.sin(angle)) ** 2)
    air_mass = 1 / np.maximum(height, 0.04)
    return np.where(height > 0, 0.7 ** (air_mass**0.678) / 0.7 * incidence, 0.0)


def solar():
    """Fraction of capacity per zone: clear sky x clouds, clipped at the inverter."""
    clear = _clear_sky()
    result = {}
    for zone, (factor, cloudy) in SOLAR.items():
        weather = 0.7 * _ar1(_stream("cloud"), 40) + 0.7 * _ar1(_stream(zone), 10)
        threshold = np.quantile(weather, 1 - cloudy)
        clouds = np.where(weather > threshold, 1 - 0.45 * np.minimum(2, weather - threshold), 1.0)
        low, high = 0.1, 3.0
        for _ in range(60):
            middle = (low + high) / 2
            output = np.clip(middle * clear * clouds, 0, 1)
            low, high = (middle, high) if output.mean() < factor else (low, middle)
        result[zone] = output
    return result


def air():
    """degC at the substations of each area: the weather that its load answers to."""
    return {f"air_{area}": values for area, values in temperatures().items()}


def table():
    """Wide: one row per hour from 2025-01-01 00:00 UTC, one column per series; 4 digits, and
    temperatures to a tenth of a degree."""
    series = {**native_loads(), **wind(), **solar()}
    columns = {name: [f"{value:.4g}" for value in values] for name, values in series.items()}
    columns |= {name: [f"{value + 0.0:.1f}" for value in values] for name, values in air().items()}
    rows = [dict(zip(columns, values)) for values in zip(*columns.values())]
    return list(columns), rows
