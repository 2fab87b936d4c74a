#include "policies/interconnection/regime.hpp"

#include <algorithm>
#include <map>

#include "policies/interconnection/hook_makers.hpp"
#include "policies/interconnection/orderings/rows.hpp"

namespace gridrush {
namespace {

/// Ordering and service of a regime as one policy.
class RegimePolicy : public InterconnectionPolicy {
public:
    RegimePolicy(std::unique_ptr<Ordering> ordering, std::unique_ptr<Service> service)
        : ordering_{std::move(ordering)}, service_{std::move(service)} {}

    InterconnectionDecision decide(InterconnectionView const& view, Rng& rng) override {
        InterconnectionDecision rulings;
        std::vector<std::size_t> open;
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            if (is_open(view, row)) {
                open.push_back(row);
            }
        }
        ordering_->rule(view, open, rng, rulings);
        auto const ruled = requests_of(rulings);
        for (std::size_t const row : open) {
            bool const is_free = !std::ranges::binary_search(ruled, view.request[row]);
            if (is_free && ordering_->is_due(view, row)) {
                serve(view, row, rulings);
            }
        }
        return rulings;
    }

private:
    static std::vector<RequestId> requests_of(InterconnectionDecision const& rulings) {
        std::vector<RequestId> requests;
        for (Ruling const& ruling : rulings) {
            requests.push_back(ruling.request);
        }
        std::ranges::sort(requests);
        return requests;
    }

    /// A wait is told once for each finding.
    void serve(InterconnectionView const& view, std::size_t row, InterconnectionDecision& rulings) {
        auto ruling = service_->rule(view, row, ordering_->share(view, row));
        ordering_->settle(view, row, ruling);
        if (ruling.kind == RulingKind::wait) {
            auto const [told, is_new] =
                waits_.try_emplace(view.request[row], view.finding[row].study);
            if (!is_new && told->second == view.finding[row].study) {
                return;
            }
            told->second = view.finding[row].study;
        }
        rulings.push_back(std::move(ruling));
    }

    std::unique_ptr<Ordering> ordering_;
    std::unique_ptr<Service> service_;
    std::map<RequestId, int> waits_;  ///< study by which each was told to wait
};

}  // namespace

bool Ordering::is_due(InterconnectionView const& view, std::size_t row) const {
    return was_studied(view, row);
}

StudyFinding Ordering::share(InterconnectionView const& view, std::size_t row) const {
    return view.finding[row];
}

void Ordering::settle(InterconnectionView const&, std::size_t, Ruling&) const {}

std::unique_ptr<InterconnectionPolicy> make_regime(RegimeChoice const& choice) {
    return std::make_unique<RegimePolicy>(make_ordering(choice.ordering),
                                          make_service(choice.service));
}

ConnectionRules make_rules(RegimeChoice const& choice) {
    ConnectionRules rules;
    for (HookChoice const& gate : choice.gates) {
        auto made = make_gates(gate);
        rules.gates.insert(rules.gates.end(), made.begin(), made.end());
    }
    for (HookChoice const& term : choice.terms) {
        set_terms(term, rules.terms);
    }
    return rules;
}

}  // namespace gridrush
