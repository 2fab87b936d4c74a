#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "policies/interconnection/connection_rules.hpp"
#include "sim/experiment.hpp"
#include "sim/interconnection/applicant.hpp"
#include "sim/interconnection/upgrade.hpp"
#include "sim/observer.hpp"
#include "sim/operations/dispatch.hpp"

namespace gridrush {

/// What the numbers of a year need beyond its events.
struct QueueYearEnd {
    int year = 0;
    TimePoint end;                       ///< first instant of the next year, or the end of the run
    double backlog = 0.0;                ///< studies that wait for engineers
    std::span<double const> metered_mw;  ///< per request, highest so far
    std::span<UpgradeRow const> upgrades;  ///< all that were ever ordered
};

/// What a queue comes to, from its events: numbers of every calendar year and of the whole run. An
/// event means, by kind:
/// - filed: `mw` asked for;
/// - gate_passed: `detail` is the gate's row in the rules; a study that began and a signature count
///   as gates passed too, for those without any;
/// - study_began, study_ended: once for each request that is studied;
/// - shrunk: goes on with `mw`;
/// - offered, signed: `mw` at the most of all years, firm and non-firm, beside its contract. A
///   grant and a refusal without an offer are rulings too: signed without offered counts as an
///   offer of the same MW;
/// - energised, stepped_up, lapsed, transferred: `mw` of contract in force from then on;
/// - transferred, relinquished: it converts a site;
/// - rest_queued, rest_left: `mw` beyond its contract are open, or given up;
/// - left: `detail` is the code of the ExitReason; all but refused, duplicate and lapsed withdrew.
class QueueMetrics {
public:
    /// Both must outlive this object.
    QueueMetrics(Experiment const& experiment, std::span<Gate const> gates);

    void event(QueueEventRow const& row);
    /// A study that takes time was solved, and verified where that is asked for.
    void study(SolveStatus status, double violation_mw);
    /// Ends a calendar year, or the part of it that was simulated, after all of its events.
    void close_year(QueueYearEnd const& end);

    [[nodiscard]] std::vector<QueueYearRow> const& years() const { return years_; }
    /// The run as a whole, after its last close_year; empty where nobody could ask.
    [[nodiscard]] std::vector<Metric> summary() const;

private:
    /// One request as far as its events tell.
    struct Request {
        TimePoint filed_at = TimePoint::min(), energised_at = TimePoint::min();
        double filed_mw = 0.0;
        double open_mw = 0.0;     ///< asked for, while neither signed nor gone
        double offered_mw = 0.0;  ///< of its last offer
        double signed_mw = 0.0;   ///< 0 once it left
        GateStage stage = GateStage::application;
        bool ruled = false;
        bool converts = false;  ///< took a site's connection over, or gave it up
        int studies = 0;
        double contract_mw = 0.0;  ///< in force since `since`
        TimePoint since;
        double contract_mw_s = 0.0, energised_s = 0.0;  ///< within this year
    };

    enum class Kind { any, conversion, greenfield };

    void pass(Request& request, GateStage stage);
    void sign(std::int32_t row, double mw);
    void change_contract(std::int32_t row, double mw, TimePoint now);
    void leave(Request& request, ExitReason why);
    [[nodiscard]] double close_contracts(QueueYearEnd const& end);
    void add_shares(QueueYearRow& row) const;
    void add_money(QueueYearRow& row, std::span<UpgradeRow const> upgrades);
    /// Months from filing to energisation of requests energised in a year; in any without one.
    [[nodiscard]] std::vector<double> waits(Kind kind, std::optional<int> year = {}) const;
    void append_classes(std::vector<Metric>& metrics) const;
    void append_process(std::vector<Metric>& metrics) const;
    void append_outcome(std::vector<Metric>& metrics) const;

    std::span<RequestSpec const> specs_;
    std::span<Gate const> gates_;
    std::vector<Request> requests_;
    std::array<bool, applicant_class_count> has_class_{};
    QueueYearRow current_;  ///< what has happened in it so far
    std::vector<QueueYearRow> years_;
    long solved_ = 0, failed_ = 0;  ///< studies that take time
    double violation_mw_ = 0.0;     ///< the largest of them
    bool verify_ = false;
    double upgrade_usd_ = 0.0, stranded_usd_ = 0.0;  ///< at the last close_year
};

}  // namespace gridrush
