#pragma once

#include <memory>

#include <CLI/CLI.hpp>

#include "experiments/slurm_script.hpp"

namespace gridrush {

/// Where the runs of a sweep are computed.
enum class Launcher { local, slurm };

/// Adds `--launcher` and what it takes.
void add_launcher_options(CLI::App& verb, Launcher& launcher, SlurmOptions& slurm);

}  // namespace gridrush
