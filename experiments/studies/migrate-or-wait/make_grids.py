#!/usr/bin/python3
"""Writes grids/: one invented grid, with each bandwidth of the WAN and each frequency of outages.

    /usr/bin/python3 experiments/studies/migrate-or-wait/make_grids.py
"""

import pathlib

HERE = pathlib.Path(__file__).resolve().parent / "grids"
CAMPUSES = [f"c{i}" for i in range(1, 7)]
GBPS = [1, 10, 100]
OUTAGES = [2, 6, 20]  # of a line, a year
LINE_MW = 40  # each of a campus's two
REPAIR_H = 48


def write(name, lines):
    (HERE / name).write_text("\n".join(lines) + "\n")


def main():
    HERE.mkdir(exist_ok=True)
    write("areas.csv", ["id", "all"])
    write("buses.csv", ["id,base_kv,area,load_mw,reference", "hub,138,all,0,true"]
          + [f"{c},138,all,0,false" for c in CAMPUSES])
    write("generators.csv", ["id,bus,unit_type,fuel,max_mw,cost_usd_per_mwh,co2_t_per_mwh",
                             "plant,hub,CC,gas,1000,30,0.4"])
    write("banks.csv", ["id,substation,mva"] + [f"{c}-b{k},{c},150" for c in CAMPUSES for k in (1, 2)])
    for gbps in GBPS:
        write(f"substations_{gbps}.csv", ["id,bus,wan_gbps,wan_latency_ms"]
              + [f"{c},{c},{gbps},5" for c in CAMPUSES])
    for outages in OUTAGES:
        write(f"branches_{outages}.csv",
              ["id,from,to,kind,x_pu,rating_mw,outages_per_year,outage_hours"]
              + [f"{c}-{k},hub,{c},line,0.05,{LINE_MW},{outages},{REPAIR_H}"
                 for c in CAMPUSES for k in (1, 2)])
        for gbps in GBPS:
            write(f"g{gbps:03}_o{outages:02}.yaml",
                  ["format: gridrush-grid/1", f"name: Six campuses, {gbps} Gb/s, {outages} a year",
                   "base_mva: 100", "areas: areas.csv", "buses: buses.csv",
                   f"branches: branches_{outages}.csv", "generators: generators.csv",
                   f"substations: substations_{gbps}.csv", "banks: banks.csv"])


if __name__ == "__main__":
    main()
