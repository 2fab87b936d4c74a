#pragma once

#include <array>
#include <vector>

#include "sim/adequacy/indices.hpp"
#include "sim/observer.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// How reliably a run served its customers. Native load, which is firm, by the usual indices of
/// adequacy; large loads apart from it by class, and there again apart what the price made them
/// leave off from what was imposed on them (transformer, branch, supply, emergency). All per 8760 h
/// that were simulated.
class RunIndices {
public:
    /// Books one interval whose dispatch has an answer.
    void book(IntervalRow const& row, SiteColumns const& sites);

    /// Appends the indices. Standard errors are over the whole calendar years of the run, NaN where
    /// these are fewer than two; a class without any contract has NaN.
    void append_to(std::vector<Metric>& metrics) const;

private:
    enum Cause { by_price, imposed };
    static constexpr std::size_t cause_count = 2;
    struct Year {
        int number = 0;
        double hours = 0.0;
        AdequacyIndices native;
    };
    /// Of one class, in contracted MW times hours where not said otherwise.
    struct Interruptions {
        double interrupted_mwh = 0.0;  ///< contract of sites while they are cut at all
        double begun_mw = 0.0;         ///< contract of sites whose cut begins
        double unserved_mwh = 0.0;     ///< energy that was cut
    };
    struct ClassRecord {
        double contract_mwh = 0.0;
        double wanted_mwh = 0.0;  ///< energy
        std::array<Interruptions, cause_count> by_cause;
    };

    void book_native(IntervalRow const& row);
    void book_sites(double length_h, SiteColumns const& sites);
    [[nodiscard]] std::vector<AdequacyIndices> years_with_last_day() const;
    [[nodiscard]] double hours() const;
    void append_native(std::vector<Metric>& metrics) const;
    void append_class(std::vector<Metric>& metrics, LoadClass load_class) const;

    std::vector<Year> years_;
    TimePoint day_ = TimePoint::min();
    double day_peak_mw_ = 0.0;
    bool peak_is_short_ = false;
    bool day_is_short_ = false;
    bool is_short_ = false;
    std::array<std::vector<char>, cause_count> is_cut_;  ///< per site
    std::array<ClassRecord, load_class_count> classes_;
};

}  // namespace gridrush
