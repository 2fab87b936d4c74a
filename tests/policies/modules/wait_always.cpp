#include "policies/write_policy.hpp"

/// Nobody is connected.
class WaitAlways : public gridrush::InterconnectionPolicy {
public:
    gridrush::InterconnectionDecision decide(gridrush::InterconnectionView const&,
                                             gridrush::Rng&) override {
        return {};
    }
};

GRIDRUSH_POLICY(interconnection, WaitAlways, "wait_always", "Nobody is connected.",
                "modelling choice")
