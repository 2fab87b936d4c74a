"""The invented network: buses, lines, transformers, power stations, substations."""

import math

BASE_MVA = 100.0

# Overhead lines per km and circuit: resistance and reactance in ohm, susceptance in microsiemens,
# thermal limit in MVA, surge impedance load in MW.
#   345 kV: two 795 kcmil ACSR per phase; 138 kV: one 795 kcmil ACSR per phase.
CONDUCTORS = {345: (0.037, 0.367, 4.50, 1075.0, 415.0), 138: (0.085, 0.480, 3.45, 217.0, 52.0)}
ROUTING = 1.3  # length of a route over the straight line
SECURITY = 0.72  # continuous rating over loadability: room for the flow of a circuit that trips
MILE_KM = 1.609344

# id: name, kV, area, share of the area's peak (MW), latitude, longitude
BUSES = {
    "bison_flat_345": ("Bison Flat", 345, "north", 0, 34.60, -101.70),
    "red_mesa_345": ("Red Mesa", 345, "north", 0, 34.05, -100.75),
    "pronghorn_345": ("Pronghorn", 345, "north", 0, 34.35, -100.10),
    "cottonwood_345": ("Cottonwood", 345, "north", 160, 33.60, -101.80),
    "cottonwood_138": ("Cottonwood", 138, "north", 300, 33.60, -101.80),
    "sorghum_138": ("Sorghum", 138, "north", 170, 33.25, -102.10),
    "playa_138": ("Playa", 138, "north", 130, 34.00, -102.20),
    "salt_draw_345": ("Salt Draw", 345, "basin", 220, 31.75, -103.30),
    "derrick_345": ("Derrick", 345, "basin", 250, 31.90, -102.35),
    "pumpjack_345": ("Pumpjack", 345, "basin", 200, 32.25, -101.60),
    "ocotillo_345": ("Ocotillo", 345, "basin", 60, 31.00, -102.70),
    "derrick_138": ("Derrick", 138, "basin", 260, 31.90, -102.35),
    "caliche_138": ("Caliche", 138, "basin", 180, 31.60, -102.70),
    "flare_138": ("Flare", 138, "basin", 170, 32.15, -102.10),
    "yucca_138": ("Yucca", 138, "basin", 110, 31.45, -103.00),
    "windrow_345": ("Windrow", 345, "central", 0, 32.45, -100.70),
    "juniper_345": ("Juniper", 345, "central", 120, 32.40, -99.75),
    "live_oak_345": ("Live Oak", 345, "central", 0, 31.45, -100.45),
    "mesquite_345": ("Mesquite", 345, "central", 0, 31.75, -99.70),
    "juniper_138": ("Juniper", 138, "central", 270, 32.40, -99.75),
    "live_oak_138": ("Live Oak", 138, "central", 230, 31.45, -100.45),
    "ranch_138": ("Ranch", 138, "central", 90, 31.85, -100.15),
    "quarry_138": ("Quarry", 138, "central", 90, 32.75, -99.25),
    "cross_timbers_345": ("Cross Timbers", 345, "east", 150, 32.75, -98.30),
    "limestone_345": ("Limestone", 345, "east", 150, 32.00, -98.00),
    "pecan_345": ("Pecan", 345, "east", 500, 32.55, -97.60),
    "cedar_gap_345": ("Cedar Gap", 345, "east", 200, 33.40, -98.40),
    "pecan_138": ("Pecan", 138, "east", 650, 32.55, -97.60),
    "creek_138": ("Creek", 138, "east", 230, 32.35, -97.95),
    "mill_138": ("Mill", 138, "east", 200, 32.85, -97.80),
}
REFERENCE = "pecan_345"
GROWTH = {"north": 0.020, "basin": 0.032, "central": 0.020, "east": 0.025}

# from, to, circuits in service, years in which another circuit is energised (1 June)
LINES = [
    ("bison_flat", "red_mesa", 345, 1, []),
    ("bison_flat", "cottonwood", 345, 1, []),
    ("red_mesa", "pronghorn", 345, 1, []),
    ("red_mesa", "cottonwood", 345, 1, []),
    ("red_mesa", "windrow", 345, 1, [2027]),
    ("pronghorn", "cedar_gap", 345, 1, [2030]),
    ("cottonwood", "pumpjack", 345, 1, [2029]),
    ("salt_draw", "derrick", 345, 2, []),
    ("salt_draw", "ocotillo", 345, 1, []),
    ("derrick", "pumpjack", 345, 2, [2030]),
    ("derrick", "ocotillo", 345, 1, []),
    ("ocotillo", "live_oak", 345, 1, [2028]),
    ("pumpjack", "windrow", 345, 2, []),
    ("pumpjack", "live_oak", 345, 1, []),
    ("windrow", "juniper", 345, 2, [2028]),
    ("live_oak", "mesquite", 345, 1, []),
    ("juniper", "mesquite", 345, 1, []),
    ("juniper", "cross_timbers", 345, 1, [2026, 2030]),
    ("mesquite", "limestone", 345, 1, [2027]),
    ("cross_timbers", "pecan", 345, 2, [2027]),
    ("cross_timbers", "cedar_gap", 345, 1, []),
    ("cross_timbers", "limestone", 345, 1, []),
    ("limestone", "pecan", 345, 2, [2030]),
    ("cedar_gap", "pecan", 345, 1, [2033]),
    ("cottonwood", "sorghum", 138, 2, []),
    ("cottonwood", "playa", 138, 2, []),
    ("derrick", "caliche", 138, 2, [2027, 2032]),
    ("derrick", "flare", 138, 2, []),
    ("caliche", "yucca", 138, 2, []),
    ("juniper", "quarry", 138, 2, []),
    ("live_oak", "ranch", 138, 1, []),
    ("juniper", "ranch", 138, 1, []),
    ("pecan", "creek", 138, 3, []),
    ("pecan", "mill", 138, 3, []),
]

# station: units of 345/138 kV, MVA each, years in which another is energised (1 March)
AUTOTRANSFORMERS = {
    "cottonwood": (3, 400, [2031]), "derrick": (3, 500, [2029]), "juniper": (3, 300, [2031]),
    "live_oak": (2, 300, []), "pecan": (4, 500, [2030]),
}
AUTOTRANSFORMER_X = 0.09  # on its own MVA
AUTOTRANSFORMER_R = 0.002

# Prices of fuel in USD/MMBtu and t CO2 per MMBtu.
FUEL_USD_PER_MMBTU = {"gas": 3.0, "coal": 2.2, "oil": 16.0}
FUEL_T_CO2_PER_MMBTU = {"gas": 0.05306, "coal": 0.0955, "oil": 0.0741}

# kind: fuel, MMBtu/MWh, variable O&M USD/MWh, forced outage rate, hours to repair
THERMAL = {
    "CC": ("gas", 6.9, 2.5, 0.04, 50.0),
    "CC_OLD": ("gas", 7.6, 3.5, 0.05, 50.0),
    "RICE": ("gas", 8.5, 6.0, 0.03, 30.0),
    "CT": ("gas", 9.8, 5.5, 0.05, 40.0),
    "CT_OLD": ("gas", 12.2, 9.0, 0.08, 50.0),
    "STEAM_GAS": ("gas", 11.0, 6.0, 0.08, 60.0),
    "STEAM_COAL": ("coal", 10.4, 5.0, 0.07, 70.0),
}

# id, kind, bus, units, MW each, heat rate x, from (ISO date or ""), until
STATIONS = [
    ("cross_timbers_cc", "CC", "cross_timbers_345", 2, 480, 1.00, "", ""),
    ("limestone_cc", "CC", "limestone_345", 1, 500, 1.02, "", ""),
    ("derrick_cc", "CC_OLD", "derrick_345", 1, 480, 1.00, "", ""),
    ("juniper_cc", "CC_OLD", "juniper_345", 1, 400, 1.03, "", ""),
    ("pecan_ct", "CT", "pecan_345", 3, 170, 1.00, "", ""),
    ("derrick_ct", "CT", "derrick_138", 2, 140, 1.02, "", ""),
    ("cottonwood_ct", "CT", "cottonwood_345", 2, 125, 1.03, "", ""),
    ("live_oak_ct", "CT_OLD", "live_oak_138", 2, 90, 1.00, "", ""),
    ("caliche_ct", "CT_OLD", "caliche_138", 2, 60, 1.05, "", ""),
    ("flare_rice", "RICE", "flare_138", 1, 200, 1.00, "", ""),
    ("limestone_steam", "STEAM_GAS", "limestone_345", 1, 420, 1.00, "", "2030-01-01"),
    ("mill_steam", "STEAM_GAS", "mill_138", 1, 180, 1.06, "", "2028-01-01"),
    ("bison_flat_coal", "STEAM_COAL", "bison_flat_345", 1, 540, 1.00, "", "2029-01-01"),
    ("pecan_ct_new", "CT", "pecan_345", 1, 190, 0.95, "2026-06-01", ""),
    ("salt_draw_rice", "RICE", "salt_draw_345", 1, 250, 0.98, "2028-12-01", ""),
    ("cedar_gap_cc", "CC", "cedar_gap_345", 1, 560, 0.93, "2027-12-01", ""),
    ("juniper_ct", "CT", "juniper_345", 2, 200, 0.94, "2028-05-01", ""),
    ("derrick_cc_new", "CC", "derrick_345", 1, 560, 0.93, "2030-05-01", ""),
    ("limestone_cc_new", "CC", "limestone_345", 1, 600, 0.92, "2031-05-01", ""),
    ("cottonwood_ct_new", "CT", "cottonwood_345", 2, 200, 0.94, "2032-05-01", ""),
    ("mesquite_cc", "CC", "mesquite_345", 1, 600, 0.92, "2033-05-01", ""),
    ("cross_timbers_cc_new", "CC", "cross_timbers_345", 1, 560, 0.91, "2034-05-01", ""),
]

# id, fuel, bus, MW, series, from
RENEWABLES = [
    ("bison_flat_wind", "wind", "bison_flat_345", 1100, "wind_north", ""),
    ("red_mesa_wind", "wind", "red_mesa_345", 800, "wind_north", ""),
    ("pronghorn_wind", "wind", "pronghorn_345", 850, "wind_north", ""),
    ("windrow_wind", "wind", "windrow_345", 1300, "wind_central", ""),
    ("juniper_wind", "wind", "juniper_345", 450, "wind_central", ""),
    ("mesquite_wind", "wind", "mesquite_345", 600, "wind_central", ""),
    ("salt_draw_wind", "wind", "salt_draw_345", 300, "wind_south", ""),
    ("ocotillo_wind", "wind", "ocotillo_345", 450, "wind_south", ""),
    ("live_oak_wind", "wind", "live_oak_345", 250, "wind_south", ""),
    ("ocotillo_pv", "solar", "ocotillo_345", 600, "solar_west", ""),
    ("salt_draw_pv", "solar", "salt_draw_345", 500, "solar_west", ""),
    ("pumpjack_pv", "solar", "pumpjack_345", 350, "solar_west", ""),
    ("live_oak_pv", "solar", "live_oak_345", 350, "solar_central", ""),
    ("limestone_pv", "solar", "limestone_345", 400, "solar_central", ""),
    ("mesquite_pv", "solar", "mesquite_345", 300, "solar_central", "2026-06-01"),
    ("derrick_pv", "solar", "derrick_345", 400, "solar_west", "2027-03-01"),
    ("red_mesa_wind_2", "wind", "red_mesa_345", 350, "wind_north", "2027-10-01"),
    ("cross_timbers_pv", "solar", "cross_timbers_345", 400, "solar_central", "2028-06-01"),
    ("windrow_wind_2", "wind", "windrow_345", 400, "wind_central", "2029-03-01"),
    ("pecan_pv", "solar", "pecan_345", 400, "solar_central", "2030-06-01"),
    ("pronghorn_wind_2", "wind", "pronghorn_345", 400, "wind_north", "2031-03-01"),
    ("live_oak_wind_2", "wind", "live_oak_345", 350, "wind_south", "2032-10-01"),
    ("juniper_pv", "solar", "juniper_345", 400, "solar_central", "2033-06-01"),
]

# The tie: what the neighbour asks for each further block, USD/MWh.
TIE = ("cedar_gap_tie", "cedar_gap_345", [(150, 80), (150, 110), (150, 180), (150, 300)])

# substation: bus, banks, MVA each, years in which another is energised (1 April)
SUBSTATIONS = {
    "pronghorn": ("pronghorn_345", 3, 250, [2028, 2031]),
    "red_mesa": ("red_mesa_345", 2, 200, [2027, 2030]),
    "cottonwood": ("cottonwood_345", 3, 200, [2029]),
    "windrow": ("windrow_345", 3, 300, [2027, 2030]),
    "juniper": ("juniper_345", 3, 400, [2027, 2029, 2032]),
    "live_oak": ("live_oak_345", 3, 150, [2028]),
    "mesquite": ("mesquite_345", 4, 300, [2029, 2032]),
    "pumpjack": ("pumpjack_345", 3, 200, [2028, 2031]),
    "derrick": ("derrick_345", 3, 200, [2029]),
    "ocotillo": ("ocotillo_345", 2, 150, [2027, 2030]),
    "cross_timbers": ("cross_timbers_345", 3, 400, [2028, 2031]),
    "limestone": ("limestone_345", 3, 250, [2028, 2030, 2033]),
}


def distance_km(a, b):
    """Great circle between two buses."""
    (lat_a, lon_a), (lat_b, lon_b) = (map(math.radians, BUSES[bus][4:6]) for bus in (a, b))
    h = (math.sin((lat_b - lat_a) / 2) ** 2
         + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2)
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def loadability_mw(kv, length_km):
    """Thermal limit, or what a line of this length carries by the St. Clair curve if less."""
    *_, thermal, surge_mw = CONDUCTORS[kv]
    st_clair = 42.4 * (length_km / MILE_KM) ** -0.6595 * surge_mw
    return min(thermal, st_clair)


def _rounded(value, digits=4):
    return float(f"{value:.{digits}g}")


def _line(a, b, kv, number, since):
    length = ROUTING * distance_km(f"{a}_{kv}", f"{b}_{kv}")
    r, x, b_us, *_ = CONDUCTORS[kv]
    ohm = kv * kv / BASE_MVA
    limit = loadability_mw(kv, length)
    return {
        "id": f"{a}-{b}-{number}", "from": f"{a}_{kv}", "to": f"{b}_{kv}", "kind": "line",
        "r_pu": _rounded(r * length / ohm), "x_pu": _rounded(x * length / ohm),
        "b_pu": _rounded(b_us * 1e-6 * length * ohm), "rating_mw": round(SECURITY * limit),
        "rating_long_term_mw": round(limit), "rating_short_term_mw": round(1.10 * limit),
        "length_km": round(length, 1),
        "outages_per_year": round(length / MILE_KM / 100, 2), "outage_hours": 10,
        "from_date": since,
    }


def _autotransformer(station, number, mva, since):
    return {
        "id": f"{station}-t{number}", "from": f"{station}_345", "to": f"{station}_138",
        "kind": "transformer", "r_pu": _rounded(AUTOTRANSFORMER_R * BASE_MVA / mva),
        "x_pu": _rounded(AUTOTRANSFORMER_X * BASE_MVA / mva), "rating_mw": mva,
        "rating_long_term_mw": round(1.15 * mva), "rating_short_term_mw": round(1.30 * mva),
        "outages_per_year": 0.02, "outage_hours": 768, "from_date": since,
    }


def branches():
    rows = []
    for a, b, kv, circuits, later in LINES:
        dates = [""] * circuits + [f"{year}-06-01" for year in later]
        rows += [_line(a, b, kv, k + 1, since) for k, since in enumerate(dates)]
    for station, (units, mva, later) in AUTOTRANSFORMERS.items():
        dates = [""] * units + [f"{year}-03-01" for year in later]
        rows += [_autotransformer(station, k + 1, mva, since) for k, since in enumerate(dates)]
    return rows


def _points(blocks):
    """Piecewise-linear cost through "mw:usd_per_h" points of blocks (MW, USD/MWh)."""
    mw, usd, points = 0.0, 0.0, ["0:0"]
    for block, price in blocks:
        mw, usd = mw + block, usd + block * price
        points.append(f"{mw:g}:{usd:g}")
    return ";".join(points)


def _thermal_unit(name, kind, bus, mw, heat_rate_factor, since, until):
    fuel, heat_rate, om, outage_rate, repair_h = THERMAL[kind]
    heat_rate *= heat_rate_factor
    usd_per_mwh = round(heat_rate * FUEL_USD_PER_MMBTU[fuel] + om, 2)
    return {
        "id": name, "bus": bus, "unit_type": kind, "fuel": fuel, "max_mw": mw,
        "cost_usd_per_mwh": usd_per_mwh, "co2_t_per_mwh": round(heat_rate * FUEL_T_CO2_PER_MMBTU[fuel], 3),
        "forced_outage_rate": outage_rate, "mttr_h": repair_h,
        "mttf_h": round(repair_h * (1 - outage_rate) / outage_rate),
        "from_date": since, "until_date": until,
    }


def generators():
    rows = []
    for name, kind, bus, units, mw, factor, since, until in STATIONS:
        names = [name] if units == 1 else [f"{name}_{k + 1}" for k in range(units)]
        rows += [_thermal_unit(unit, kind, bus, mw, factor, since, until) for unit in names]
    for name, fuel, bus, mw, series, since in RENEWABLES:
        rows.append({"id": name, "bus": bus, "unit_type": {"wind": "WT", "solar": "PV"}[fuel],
                     "fuel": fuel, "max_mw": mw, "availability_series": series, "series_is_mw": "false",
                     "co2_t_per_mwh": 0, "from_date": since})
    name, bus, blocks = TIE
    rows.append({"id": name, "bus": bus, "unit_type": "TIE", "fuel": "other",
                 "max_mw": sum(mw for mw, _ in blocks), "cost_points": _points(blocks),
                 "co2_t_per_mwh": 0.4})
    return rows


def banks():
    rows = []
    for substation, (_, count, mva, later) in SUBSTATIONS.items():
        dates = [""] * count + [f"{year}-04-01" for year in later]
        rows += [{"id": f"{substation}-b{k + 1}", "substation": substation, "mva": mva,
                  "cooling": "onaf", "from_date": since} for k, since in enumerate(dates)]
    return rows


def tables():
    """Every table of the grid: file name -> (columns, rows)."""
    areas = [{"id": area, "load_series": area, "growth_per_year": growth, "growth_from": 2025}
             for area, growth in GROWTH.items()]
    buses = [{"id": bus, "name": f"{name} {kv} kV", "base_kv": kv, "area": area, "load_mw": mw,
              "reference": str(bus == REFERENCE).lower(), "latitude": lat, "longitude": lon}
             for bus, (name, kv, area, mw, lat, lon) in BUSES.items()]
    substations = [{"id": substation, "bus": bus, "latitude": BUSES[bus][4],
                    "longitude": BUSES[bus][5], "wan_gbps": 100, "wan_latency_ms": 5,
                    "ambient_series": "air_" + BUSES[bus][2]}
                   for substation, (bus, *_) in SUBSTATIONS.items()]
    everything = {"areas": areas, "buses": buses, "branches": branches(),
                  "generators": generators(), "substations": substations, "banks": banks()}
    return {name: (_columns(rows), rows) for name, rows in everything.items()}


def _columns(rows):
    columns = {}
    for row in rows:
        columns.update(dict.fromkeys(row))
    return list(columns)
