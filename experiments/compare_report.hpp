#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "results/compare_exact.hpp"
#include "results/compare_sweep.hpp"

namespace gridrush {

enum class CompareRows {
    differing,  ///< what does not differ is named in one line
    all,
};

/// A table per level, the largest effect first.
[[nodiscard]] std::string compare_text(Comparison const& comparison, CompareRows rows);
/// Numbers that are not defined are null.
[[nodiscard]] nlohmann::ordered_json compare_json(Comparison const& comparison);
/// A line per row of the comparison, with a head; numbers that are not defined are empty.
[[nodiscard]] std::string compare_csv(Comparison const& comparison);

[[nodiscard]] std::string exact_text(ExactComparison const& comparison, std::string const& first,
                                     std::string const& second);
[[nodiscard]] nlohmann::ordered_json exact_json(ExactComparison const& comparison,
                                                std::string const& first,
                                                std::string const& second);

}  // namespace gridrush
