#include "sim/adequacy/unit_fleet.hpp"

#include <cmath>
#include <string_view>
#include <unordered_set>

#include <fmt/core.h>

#include "topology/random.hpp"

namespace gridrush {
namespace {

/// Published outage rates are rounded; more than this is a slip of the pen.
constexpr double outage_rate_tolerance = 1e-3;

class UnitCheck {
public:
    UnitCheck(UnitSpec const& unit, Issues& issues) : unit_{unit}, issues_{issues} {}

    void run() {
        std::size_t const before = issues_.size();
        require(std::isfinite(unit_.mw) && unit_.mw > 0.0, "mw", unit_.mw, "above 0 MW");
        require(unit_.mttf_h > 0.0, "mttf_h", unit_.mttf_h, "above 0 h");
        require(std::isfinite(unit_.mttr_h) && unit_.mttr_h > 0.0, "mttr_h", unit_.mttr_h,
                "above 0 h");
        require(unit_.forced_outage_rate >= 0.0 && unit_.forced_outage_rate < 1.0, "for",
                unit_.forced_outage_rate, "a share from 0 to below 1");
        if (issues_.size() == before) {
            check_rate();
        }
    }

private:
    void report(std::string_view column, std::string message) {
        issues_.push_back(
            {unit_.at, fmt::format("generators.{}.{}", unit_.id, column), std::move(message)});
    }
    void require(bool holds, std::string_view column, double found, std::string_view what) {
        if (!holds) {
            report(column, fmt::format("must be {} (found {})", what, found));
        }
    }
    void check_rate() {
        double const implied = unit_.mttr_h / (unit_.mttf_h + unit_.mttr_h);
        if (std::abs(implied - unit_.forced_outage_rate) > outage_rate_tolerance) {
            report("for", fmt::format("contradicts mttr_h / (mttf_h + mttr_h) (found {}, the times "
                                      "give {:.6f}); leave the cell empty to use the times",
                                      unit_.forced_outage_rate, implied));
        }
    }

    UnitSpec const& unit_;
    Issues& issues_;
};

}  // namespace

Issues validate(std::vector<UnitSpec> const& units) {
    Issues issues;
    if (units.empty()) {
        issues.push_back({{}, "generators", "no units (nothing can serve the load)"});
    }
    std::unordered_set<std::string_view> ids;
    for (UnitSpec const& unit : units) {
        UnitCheck{unit, issues}.run();
        if (!ids.insert(unit.id).second) {
            issues.push_back({unit.at, "generators." + unit.id,
                              "appears twice (units of one name would fail together)"});
        }
    }
    return issues;
}

UnitFleet::UnitFleet(std::vector<UnitSpec> const& units) {
    throw_if_any(validate(units));
    for (UnitSpec const& unit : units) {
        installed_mw_ += unit.mw;
        mw_.push_back(unit.mw);
        outage_rate_.push_back(unit.forced_outage_rate);
        mttf_h_.push_back(unit.mttf_h);
        mttr_h_.push_back(unit.mttr_h);
        stream_.push_back(stream_of(unit.id));
    }
}

}  // namespace gridrush
