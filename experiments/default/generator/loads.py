"""Who draws large power: six mines in operation and the queue."""

import datetime
import math
import statistics

import numpy as np

SEED = 65160
SITE_COLUMNS = ["id", "class", "substation", "mw", "behaviour", "interruptible_share",
                "interruption_usd_per_mwh"]
REQUEST_COLUMNS = SITE_COLUMNS + ["applied_on", "patience_months", "build_months",
                                  "build_sigma", "ramp_months",
                                  "first_fraction"]

# Mines of the start: substation, MW, fleet.
MINES = [("mesquite", 700, "mixed"), ("windrow", 400, "s19xp"), ("pronghorn", 360, "s21xp"),
         ("pumpjack", 200, "mixed"), ("red_mesa", 120, "s19"), ("cottonwood", 75, "s21")]

# behaviour: share of its contract that may be cut, what an interrupted MWh is worth to it
FLEXIBILITY = {"training": (0.25, 150), "inference": (0.05, 1100), "plant": (0.10, 500),
               "mine": (0.95, 200)}

# Where each class wants to be: weights per substation.
WHERE = {
    "ai_campus": {"juniper": 7, "cross_timbers": 6, "mesquite": 3, "limestone": 4, "pronghorn": 3,
                  "windrow": 3, "cottonwood": 2, "pumpjack": 2},
    "mine": {"windrow": 3, "red_mesa": 3, "pronghorn": 2, "ocotillo": 3, "derrick": 2,
             "live_oak": 3, "pumpjack": 2},
    "industry": {"derrick": 4, "pumpjack": 2, "limestone": 3, "cottonwood": 2, "ocotillo": 2,
                 "live_oak": 1, "cross_timbers": 2},
}
LARGE_SITES = {"juniper": 5, "cross_timbers": 4, "mesquite": 3}  # for 500 MW and more
LARGE_MW = 500

BUILD_SIGMA = 0.25  # spread of the build times: two in three within -22 and +28 % of the median

# The rush: MW of AI requests of 2025-2028, one tenth of the 65 GW of the United States.
AI_RUSH_MW = 6500
UNDER_CONSTRUCTION = [("juniper", 300, "training"), ("cross_timbers", 300, "inference")]


def _pick(rng, weights):
    names = list(weights)
    share = np.array([weights[name] for name in names], float)
    return names[rng.choice(len(names), p=share / share.sum())]


def _months(rng, median, spread, low, high):
    return int(np.clip(round(median * np.exp(spread * rng.standard_normal())), low, high))


def _sizes(rng, count, median, spread, low, high, total=None, step=10):
    """Log-normal sizes, one from the middle of each of `count` equally likely parts, shuffled;
    rounded to `step` MW, kept between two limits, scaled to `total`."""
    normal = statistics.NormalDist()
    raw = [median * math.exp(spread * normal.inv_cdf((k + 0.5) / count)) for k in range(count)]
    scale = 1.0
    for _ in range(100):
        sizes = np.clip(np.round(scale * np.array(raw) / step) * step, low, high)
        if total is None or abs(sizes.sum() - total) < step:
            break
        scale *= (total / sizes.sum()) ** 0.5
    if total is not None:
        sizes[count // 2] += total - sizes.sum()
    return rng.permutation(sizes.astype(int))


def _dates(rng, count, first, last, bend=1.0):
    """Dates between two days; bend > 1 puts more of them early."""
    first, last = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    part = np.sort(rng.random(count)) ** bend
    return [first + datetime.timedelta(days=int(p * (last - first).days)) for p in part]


def _request(load_class, substation, mw, behaviour, kind, applied, life):
    share, worth = FLEXIBILITY[kind]
    patience, build, ramp, first = life
    return {"class": load_class, "substation": substation, "mw": mw, "behaviour": behaviour,
            "interruptible_share": share, "interruption_usd_per_mwh": worth,
            "applied_on": applied.isoformat(), "patience_months": patience, "build_months": build,
            "build_sigma": BUILD_SIGMA, "ramp_months": ramp, "first_fraction": first}


def _campuses(rng):
    rows = [_request("ai_campus", substation, mw, kind, kind, datetime.date(2025, 1, 1),
                     (60, 12, 18, 0.25)) for substation, mw, kind in UNDER_CONSTRUCTION]
    rush = _sizes(rng, 22, 220, 0.7, 100, 1000, AI_RUSH_MW - sum(r["mw"] for r in rows))
    late = _sizes(rng, 6, 200, 0.5, 100, 600)
    dates = (_dates(rng, 22, "2025-01-15", "2028-12-15", 1.6)
             + _dates(rng, 6, "2029-02-01", "2032-10-01"))
    for mw, applied in zip([*rush, *late], dates):
        kind = "training" if mw >= 400 or rng.random() < 0.5 else "inference"
        life = (_months(rng, 42, 0.3, 24, 72), _months(rng, 16, 0.3, 8, 30),
                24 if kind == "inference" else 36, 0.25)
        where = LARGE_SITES if mw >= LARGE_MW else WHERE["ai_campus"]
        rows.append(_request("ai_campus", _pick(rng, where), mw, kind, kind, applied, life))
    return rows


def _mines(rng):
    sizes = _sizes(rng, 16, 110, 0.5, 50, 300)
    rows = []
    for mw, applied in zip(sizes, _dates(rng, 16, "2025-01-20", "2032-06-01", 1.2)):
        fleet = "s21" if applied.year < 2026 else "s21xp" if applied.year < 2028 else "s23"
        life = (_months(rng, 24, 0.35, 12, 48), _months(rng, 10, 0.25, 6, 18), 4, 0.5)
        rows.append(_request("mine", _pick(rng, WHERE["mine"]), mw, fleet, "mine", applied, life))
    return rows


def _plants(rng):
    sizes = _sizes(rng, 14, 70, 0.4, 30, 150)
    rows = []
    for mw, applied in zip(sizes, _dates(rng, 14, "2025-02-01", "2032-12-01")):
        life = (_months(rng, 72, 0.2, 48, 96), _months(rng, 24, 0.25, 12, 36), 12, 0.5)
        rows.append(_request("industry", _pick(rng, WHERE["industry"]), mw, "plant", "plant",
                             applied, life))
    return rows


def sites():
    share, worth = FLEXIBILITY["mine"]
    return [{"id": f"mine_{substation}", "class": "mine", "substation": substation, "mw": mw,
             "behaviour": fleet, "interruptible_share": share, "interruption_usd_per_mwh": worth}
            for substation, mw, fleet in MINES]


def requests():
    rows = []
    for name, make in [("campus", _campuses), ("mine", _mines), ("plant", _plants)]:
        made = make(np.random.default_rng([SEED, *name.encode()]))
        made.sort(key=lambda row: row["applied_on"])
        for number, row in enumerate(made, 1):
            rows.append({"id": f"{name}_{number:02d}", **row})
    return sorted(rows, key=lambda row: (row["applied_on"], row["id"]))


# Tenants of the campuses: kind, campus, leased IT MW, first day. They leave some room at each.
TENANTS = [("training", "campus_01", 140, "2027-07-01"), ("inference", "campus_01", 50, "2028-07-01"),
           ("inference", "campus_02", 190, "2028-01-01"),
           ("fine_tuning", "campus_03", 60, "2029-04-01"),
           ("inference", "campus_04", 120, "2029-01-01"),
           ("training", "campus_05", 340, "2029-07-01"), ("batch", "campus_05", 80, "2030-07-01"),
           ("inference", "campus_06", 160, "2028-07-01"),
           ("fine_tuning", "campus_06", 40, "2029-07-01"),
           ("training", "campus_07", 300, "2029-10-01"), ("batch", "campus_07", 70, "2030-07-01"),
           ("inference", "campus_08", 120, "2028-10-01"), ("training", "campus_08", 60, "2030-01-01"),
           ("inference", "campus_09", 90, "2029-10-01"), ("training", "campus_09", 60, "2030-10-01"),
           ("training", "campus_10", 80, "2032-07-01"),
           ("inference", "campus_11", 40, "2032-01-01"), ("training", "campus_11", 40, "2033-01-01"),
           ("training", "campus_12", 90, "2032-01-01"), ("training", "campus_12", 60, "2033-07-01"),
           ("fine_tuning", "campus_13", 40, "2033-01-01"),
           ("training", "campus_14", 500, "2031-01-01"), ("batch", "campus_14", 100, "2031-10-01"),
           ("training", "campus_15", 60, "2034-01-01")]
GPU_KW = 1.5
LOAD_FACTOR = 0.85  # of its GPUs, by the jobs that come in the long run

# What a job takes (GPUs, hours), parameters of the model in 1e9, share of its work that a tenant
# tolerates to lose, worth of an IT MWh.
WORK = {"training": (16_000, 720, 400, 0.05, 1300), "fine_tuning": (4_000, 240, 70, 0.25, 1300),
        "batch": (8_000, 240, 70, 0.5, 800), "inference": (0, 0, 400, 0.1, 2000)}
TENANT_COLUMNS = ["id", "kind", "site", "it_mw", "lease_from", "flexible_share",
                  "worth_usd_per_mwh", "move_usd", "parameters_billion",
                  "interruptions_per_gpu_day", "jobs_per_day", "job_gpus", "job_gpu_hours"]


def _tenant(number, kind, site, it_mw, lease_from):
    gpus, hours, parameters, flexible, worth = WORK[kind]
    row = {"id": f"{kind}_{number:02d}", "kind": kind, "site": site, "it_mw": it_mw,
           "lease_from": lease_from, "flexible_share": flexible, "worth_usd_per_mwh": worth,
           "move_usd": 100 * it_mw, "parameters_billion": parameters,
           "interruptions_per_gpu_day": 4.7e-5}
    if gpus:
        arriving_gpu_h = LOAD_FACTOR * 24 * 1000 * it_mw / GPU_KW
        row |= {"jobs_per_day": round(arriving_gpu_h / (gpus * hours), 3), "job_gpus": gpus,
                "job_gpu_hours": gpus * hours}
    return row


def tenants():
    return [_tenant(number, *row) for number, row in enumerate(TENANTS, 1)]


def tables():
    return {"sites": (SITE_COLUMNS, sites()), "requests": (REQUEST_COLUMNS, requests()),
            "tenants": (TENANT_COLUMNS, tenants())}
