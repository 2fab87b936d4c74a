#include <string>

#include "experiments/key_documents.hpp"
#include "experiments/sweep_spec.hpp"

namespace gridrush {
namespace {

constexpr char const* head = R"(# Sweep files

Written by `gridrush generate sweep-md` from the declaration that reads the files; do not edit.
A sweep runs one experiment many times with keys that vary. `sweep.schema.json` lets an editor
complete and check keys while you type.

```yaml
name: Curtailment under growth
experiment: my.yaml               # relative to this file; the built-in experiment when left out
set: {horizon.years: 5}           # for every run
replicates: 5                     # `replicate` 0 to 4 at every point
axes:
  rule: {key: policies.curtailment, values: [pro_rata, lifo]}
  growth: {key: grid.load_growth_per_year, range: {from: 0, to: 0.04, count: 5}}
  grid: {key: grid.path, files: grids/*.yaml}
```

```
gridrush sweep my_sweep.yaml --dry-run             every mistake, or every run with its labels
gridrush sweep my_sweep.yaml --output out/my       run all, one process each, one per core at a time
gridrush sweep my_sweep.yaml --output out/my --resume     go on after whatever ended it
gridrush sweep plan my_sweep.yaml --output out/my  the plan alone, then, anywhere and in any order:
gridrush sweep run out/my --index 7-9              some of its runs
gridrush sweep collect out/my                      sweep.h5 of those that are there
```

* Every run is read and checked before the first starts. A mistake is placed where the sweep file
  has the value; one that many runs have comes once, with their number and the first of them.
* Keys are those of [experiments](EXPERIMENT.md), dotted: `sites[2].mw`. They are applied in order:
  `set`, then `--set` of the command line, then the axes from first to last, then `replicate`. In
  `set`, maps are walked into where the experiment has a section; a policy is set as a whole.
* Paths in a sweep file are relative to it: `files`, `experiment`, the values of keys called `path`,
  `csv` or `file`, of `grid`, and policies in a `.py` or `.so` file. `default:` names the files of
  the built-in experiment. Paths given to `--set` are relative to the experiment.
* Runs that are alike in everything but an axis have the same chance: outages, build times and the
  like are drawn by `seed` and `replicate`, whatever the policies are (common random numbers).
* A sampled design draws every axis that has a `sample` from its distribution, the others in equal
  shares. Latin hypercube: one value in each of `samples` equal strata of every axis (McKay, Beckman
  and Conover 1979). Sobol: the sequence of Joe and Kuo (2008) from its origin, its digits shifted at
  random by `seed`; its evenness is best at powers of two.
* The folder holds `plan.json` and `members/<id>.h5`, one file per run as `gridrush run` writes it.
  The id is a fingerprint of the resolved experiment and of all files that it names. A run is
  `<id>.h5.part` until it is complete; `<id>.log` has what it printed, if it printed anything.
* `--resume` runs what is not complete: what was never started, was killed, has failed, or is of
  another experiment, version or commit. The results do not depend on it, nor on `--jobs`.
* A folder is run by one program at a time: a second one says so and ends with code 1. Only
  `sweep run --index` shares it, with others of its kind that have members of their own.
* Exit codes: 0 all complete, 1 some run failed (the others went on), 2 bad input, 130 interrupted.
)";

}  // namespace

std::string sweep_markdown() {
    return head + key_tables_markdown(sweep_table().infos());
}

std::string sweep_json_schema() {
    return key_json_schema("gridrush sweep",
                           "Written by `gridrush generate sweep-schema`; do not edit.",
                           sweep_table().infos());
}

}  // namespace gridrush
