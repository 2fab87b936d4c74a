#include <algorithm>
#include <vector>

#include "policies/built_in.hpp"

namespace gridrush {
namespace {

/// One request after the other, each studied with everyone ahead of it as built. A request that
/// does not fit keeps its place: those behind it see its megawatts as taken, so capacity that
/// appears goes to the oldest that it serves.
class SerialFcfs : public InterconnectionPolicy {
public:
    explicit SerialFcfs(Parameters const& parameters)
        : study_{std::chrono::days{static_cast<int>(parameters.number("study_months") * 30.4375)}},
          tolerance_mw_{parameters.number("tolerance_mw")} {}

    InterconnectionDecision decide(InterconnectionView const& view, Rng&) override {
        InterconnectionDecision rulings;
        std::vector<QueuedLoad> ahead;
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            if (view.now < view.applied_at[row] + study_) {
                break;  // serial: nobody overtakes a request that is still being studied
            }
            auto const ruling = rule(view, row, ahead);
            if (ruling.kind == RulingKind::wait) {
                ahead.push_back({view.request[row], view.requested_mw[row]});
            } else {
                ahead.push_back({view.request[row], ruling.firm_mw});
            }
            rulings.push_back(ruling);
        }
        return rulings;
    }

private:
    [[nodiscard]] Ruling rule(InterconnectionView const& view, std::size_t row,
                              std::span<QueuedLoad const> ahead) const {
        auto const mw = view.requested_mw[row];
        auto const found = view.study(view.request[row], ahead);
        Ruling ruling{.request = view.request[row]};
        if (found.transformer_mw + tolerance_mw_ < mw) {
            ruling.reason = RulingReason::transformer_full;
        } else if (found.network_mw + tolerance_mw_ < mw) {
            ruling.reason = RulingReason::network_full;
        } else {
            ruling.kind = RulingKind::grant;
            ruling.firm_mw = mw;
        }
        return ruling;
    }

    Seconds study_;
    double tolerance_mw_;
};

}  // namespace

std::span<ParameterInfo const> serial_fcfs_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"study_months",
         6.0,
         0.0,
         120.0,
         {},
         "months from application to the first ruling",
         "PJM official third-study time of 6 months; the real median was 16 (Johnston, Liu, Yang, "
         "NBER w31946, 2023)"},
        {"tolerance_mw",
         0.5,
         0.0,
         100.0,
         {},
         "MW by which a request may exceed what the study finds",
         "modelling choice"}};
    return declared;
}

std::unique_ptr<InterconnectionPolicy> make_serial_fcfs(Parameters const& parameters) {
    return std::make_unique<SerialFcfs>(parameters);
}

}  // namespace gridrush
