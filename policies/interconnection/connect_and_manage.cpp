#include <algorithm>
#include <cmath>
#include <vector>

#include "policies/built_in.hpp"

namespace gridrush {
namespace {

/// Everybody is connected when their own works are studied: what fits is firm, the rest of the
/// request is non-firm up to what the substation's banks can carry at all.
class ConnectAndManage : public InterconnectionPolicy {
public:
    explicit ConnectAndManage(Parameters const& parameters)
        : study_{std::chrono::days{static_cast<int>(parameters.number("study_months") * 30.4375)}},
          largest_share_{parameters.number("largest_share_of_banks")} {}

    InterconnectionDecision decide(InterconnectionView const& view, Rng&) override {
        InterconnectionDecision rulings;
        std::vector<QueuedLoad> ahead;
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            if (view.now < view.applied_at[row] + study_) {
                continue;
            }
            rulings.push_back(rule(view, row, ahead));
            auto const& made = rulings.back();
            if (made.kind == RulingKind::grant) {
                ahead.push_back({made.request, made.firm_mw + made.non_firm_mw});
            }
        }
        return rulings;
    }

private:
    [[nodiscard]] Ruling rule(InterconnectionView const& view, std::size_t row,
                              std::span<QueuedLoad const> ahead) const {
        auto const mw = view.requested_mw[row];
        auto const found = view.study(view.request[row], ahead);
        Ruling ruling{.request = view.request[row]};
        if (found.transformer_n0_mw * largest_share_ < mw) {
            ruling.reason = RulingReason::transformer_full;  // waits for a bank
            return ruling;
        }
        ruling.kind = RulingKind::grant;
        ruling.firm_mw =
            std::floor(std::clamp(std::min(found.transformer_mw, found.network_mw), 0.0, mw));
        ruling.non_firm_mw = mw - ruling.firm_mw;
        ruling.reason =
            ruling.non_firm_mw > 0.0 ? RulingReason::capacity_is_non_firm : RulingReason::fits;
        return ruling;
    }

    Seconds study_;
    double largest_share_;
};

}  // namespace

std::span<ParameterInfo const> connect_and_manage_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"study_months",
         3.0,
         0.0,
         120.0,
         {},
         "months from application to the ruling: only the request's own works are studied",
         "SPP's 90-day study of large loads (ER26-247, in force 2026-01-15)"},
        {"largest_share_of_banks",
         1.0,
         0.0,
         10.0,
         {},
         "contracts at a substation may reach this multiple of what all its banks can carry",
         "modelling choice"}};
    return declared;
}

std::unique_ptr<InterconnectionPolicy> make_connect_and_manage(Parameters const& parameters) {
    return std::make_unique<ConnectAndManage>(parameters);
}

}  // namespace gridrush
