#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/document.hpp"
#include "experiments/experiment_file.hpp"
#include "experiments/key_table.hpp"

namespace gridrush {

/// How the values of the axes are combined into runs.
enum class SweepDesign {
    cartesian,        ///< every value with every value
    zip,              ///< the first values of all axes, the second, ...
    latin_hypercube,  ///< samples; McKay, Beckman and Conover (1979)
    sobol,            ///< samples; Joe and Kuo (2008), shifted at random
};
[[nodiscard]] constexpr bool is_sampled(SweepDesign design) {
    return design == SweepDesign::latin_hypercube || design == SweepDesign::sobol;
}

enum class RangeScale { linear, logarithmic };

/// Numbers at equal distances (or ratios).
struct AxisRange {
    double from = 0.0;
    double to = 0.0;
    std::optional<int> count;
    std::optional<double> step;
    RangeScale scale = RangeScale::linear;
};

/// What samples are drawn from: two numbers, by one of these names.
struct AxisSample {
    enum class Kind { uniform, log_uniform, normal };
    Kind kind = Kind::uniform;
    double first = 0.0;   ///< lowest, or the mean
    double second = 1.0;  ///< highest, or the standard deviation
    bool given = false;
};

/// One axis as it is written.
struct AxisSpec {
    std::string id;
    Location at;
    std::string key;
    std::vector<std::string> keys;
    DocNode values;
    AxisRange range;
    std::string files;
    AxisSample sample;
    DocNode labels;
    std::string given;  ///< which of values, range, files and sample
};

/// A sweep file as it is written.
struct SweepSpec {
    std::string name;
    std::string description;
    std::string experiment{default_experiment};
    DocNode set;
    SweepDesign design = SweepDesign::cartesian;
    int samples = 0;
    std::uint64_t seed = 1;
    std::uint32_t replicates = 0;  ///< 0: as the experiment says
    std::vector<AxisSpec> axes;
};

/// Every key of a sweep file, each declared once. Built on the first call.
[[nodiscard]] Table<SweepSpec> const& sweep_table();

/// A sweep file that was read.
struct SweepFile {
    SweepSpec spec;
    std::string file;    ///< as messages name it
    std::string text;    ///< byte by byte
    std::string folder;  ///< absolute: what paths in it are relative to
};

/// Throws InputError with every mistake in the sweep file itself.
[[nodiscard]] SweepFile read_sweep_file(std::string const& path);

}  // namespace gridrush
