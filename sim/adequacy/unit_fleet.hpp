#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "topology/issue.hpp"

namespace gridrush {

/// A generating unit that is either fully available or fully out.
struct UnitSpec {
    Location at;
    std::string id;  ///< keys the unit's random stream: another id, other outages
    double mw = 0.0;
    double forced_outage_rate = 0.0;  ///< long-run share of time out, 0 to below 1
    double mttf_h = 0.0;              ///< mean time to failure; infinite: never fails
    double mttr_h = 0.0;              ///< mean time to repair
};

/// Every mistake: MW and times that are not positive, an outage rate that is none or differs by
/// more than 0.001 from mttr / (mttf + mttr), ids that appear twice, no unit at all.
[[nodiscard]] Issues validate(std::vector<UnitSpec> const& units);

/// The units as columns, in the order given.
class UnitFleet {
public:
    /// Throws InputError with everything that validate() finds.
    explicit UnitFleet(std::vector<UnitSpec> const& units);

    [[nodiscard]] std::size_t size() const { return mw_.size(); }
    [[nodiscard]] double installed_mw() const { return installed_mw_; }
    [[nodiscard]] std::vector<double> const& mw() const { return mw_; }
    [[nodiscard]] std::vector<double> const& forced_outage_rate() const { return outage_rate_; }
    [[nodiscard]] std::vector<double> const& mttf_h() const { return mttf_h_; }
    [[nodiscard]] std::vector<double> const& mttr_h() const { return mttr_h_; }
    [[nodiscard]] std::vector<std::uint32_t> const& stream() const { return stream_; }

private:
    double installed_mw_ = 0.0;
    std::vector<double> mw_;
    std::vector<double> outage_rate_;
    std::vector<double> mttf_h_;
    std::vector<double> mttr_h_;
    std::vector<std::uint32_t> stream_;
};

}  // namespace gridrush
