#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "policies/catalog.hpp"

namespace gridrush {
namespace {

/// A queue at one substation whose banks take `firm_mw` firmly and `n0_mw` in all.
struct Queue {
    double firm_mw = 300.0;
    double n0_mw = 500.0;
    double network_mw = 1e9;
    TimePoint now = make_time(2026, 1, 1);
    std::vector<RequestId> request{RequestId{0}, RequestId{1}, RequestId{2}};
    std::vector<TimePoint> applied{make_time(2025, 1, 1), make_time(2025, 2, 1),
                                   make_time(2025, 3, 1)};
    std::vector<double> mw{200.0, 200.0, 100.0};
    std::vector<SubstationId> substation{3, SubstationId{0}};
    std::vector<char> studied{0, 0, 0};

    std::map<int, Ruling> ruled_by(InterconnectionPolicy& policy) const {
        Study const study = [&](RequestId, std::span<QueuedLoad const> ahead) {
            double taken = 0.0;
            for (auto const& load : ahead) {
                taken += load.mw;
            }
            return StudyResult{firm_mw - taken, n0_mw - taken, network_mw - taken};
        };
        Rng rng{1, Purpose::policy, 0};
        std::map<int, Ruling> rulings;
        for (auto const& ruling :
             policy.decide({now, request, applied, mw, substation, studied, study}, rng)) {
            rulings[ruling.request.code()] = ruling;
        }
        return rulings;
    }
};

std::unique_ptr<InterconnectionPolicy> made(std::string const& name,
                                            std::map<std::string, ParameterValue> const& given) {
    Issues issues;
    auto choices = default_policies();
    choices.interconnection = {
        name,
        Parameters{
            find_policy(PolicyFamily::interconnection, name)->parameters(), given, "", {}, issues}};
    return std::move(make_policies(choices).interconnection);
}

std::unique_ptr<InterconnectionPolicy> serial(double study_months) {
    return made("serial_fcfs", {{"study_months", study_months}});
}

std::unique_ptr<InterconnectionPolicy> connect() {
    return made("connect_and_manage", {});
}

TEST(SerialFcfs, grants_what_fits_and_keeps_the_place_of_what_does_not) {
    auto const rulings = Queue{}.ruled_by(*serial(6.0));
    ASSERT_EQ(rulings.size(), 3u);
    EXPECT_EQ(rulings.at(0).kind, RulingKind::grant);
    EXPECT_DOUBLE_EQ(rulings.at(0).firm_mw, 200.0);
    EXPECT_EQ(rulings.at(1).kind, RulingKind::wait);
    EXPECT_EQ(rulings.at(1).reason, RulingReason::transformer_full);
    // 100 MW would fit beside the first, but the second is ahead and counts as built.
    EXPECT_EQ(rulings.at(2).kind, RulingKind::wait);
}

TEST(SerialFcfs, says_when_the_network_is_what_does_not_carry_it) {
    Queue queue;
    queue.network_mw = 150.0;
    EXPECT_EQ(queue.ruled_by(*serial(6.0)).at(0).reason, RulingReason::network_full);
}

TEST(SerialFcfs, lets_nobody_overtake_a_request_under_study) {
    Queue queue;
    queue.now = make_time(2025, 7, 10);  // the first is studied, the second not yet
    EXPECT_EQ(queue.ruled_by(*serial(6.0)).size(), 1u);
}

TEST(SerialFcfs, never_grants_more_than_is_asked) {
    Queue queue;
    queue.firm_mw = queue.n0_mw = 1e6;
    for (auto const& [row, ruling] : queue.ruled_by(*serial(0.0))) {
        EXPECT_DOUBLE_EQ(ruling.firm_mw + ruling.non_firm_mw,
                         queue.mw[static_cast<std::size_t>(row)]);
    }
}

TEST(ConnectAndManage, connects_everybody_and_makes_non_firm_what_does_not_fit) {
    auto const rulings = Queue{}.ruled_by(*connect());
    EXPECT_DOUBLE_EQ(rulings.at(0).firm_mw, 200.0);
    EXPECT_DOUBLE_EQ(rulings.at(1).firm_mw, 100.0);
    EXPECT_DOUBLE_EQ(rulings.at(1).non_firm_mw, 100.0);
    EXPECT_DOUBLE_EQ(rulings.at(2).firm_mw, 0.0);
    EXPECT_DOUBLE_EQ(rulings.at(2).non_firm_mw, 100.0);
}

TEST(ConnectAndManage, waits_for_a_bank_when_all_banks_together_are_full) {
    Queue queue;
    queue.n0_mw = 350.0;
    auto const rulings = queue.ruled_by(*connect());
    EXPECT_EQ(rulings.at(0).kind, RulingKind::grant);
    EXPECT_EQ(rulings.at(1).kind, RulingKind::wait);
    EXPECT_EQ(rulings.at(2).kind, RulingKind::grant);
}

}  // namespace
}  // namespace gridrush
