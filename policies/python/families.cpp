#include "policies/python/families.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <variant>

#include <fmt/format.h>
#include <pybind11/numpy.h>

#include "policies/python/answers.hpp"
#include "policies/python/columns.hpp"
#include "policies/python/program_module.hpp"

namespace gridrush::python {
namespace {

py::dict keywords(Parameters const& parameters) {
    py::dict values;
    for (auto const& [name, value] : parameters.values()) {
        values[name.c_str()] =
            std::visit([](auto const& held) -> py::object { return py::cast(held); }, value);
    }
    return values;
}

/// The object that decides, what it is shown, and what it draws from: what all families share.
class Asked {
public:
    Asked(PolicyClass const& policy, Parameters const& parameters, char const* view_class)
        : policy_{policy},
          self_{policy.type(**keywords(parameters))},
          decide_{self_.attr("decide")},
          rng_{make_rng()},
          lent_{&py::cast<LentRng&>(rng_)},
          view{view_class} {}
    Asked(Asked const&) = delete;
    Asked& operator=(Asked const&) = delete;
    Asked(Asked&&) = delete;
    Asked& operator=(Asked&&) = delete;
    ~Asked() = default;

    /// What decide() returns for the view as it stands.
    [[nodiscard]] py::object decide(Rng& rng) { return call(decide_, view, rng); }
    /// What a method returns for a view and draws.
    [[nodiscard]] py::object call(py::object const& method, PythonView const& about, Rng& rng) {
        lent_->lend(&rng);
        PyObject* const arguments[] = {about.object().ptr(), rng_.ptr()};
        auto answer = py::reinterpret_steal<py::object>(
            PyObject_Vectorcall(method.ptr(), arguments, 2, nullptr));
        lent_->lend(nullptr);
        if (!answer) {
            throw py::error_already_set{};
        }
        return answer;
    }

    [[nodiscard]] std::string const& path() const { return policy_.path; }
    [[nodiscard]] py::object const& self() const { return self_; }

private:
    PolicyClass const& policy_;
    py::object self_, decide_, rng_;
    LentRng* lent_;

public:
    PythonView view;
};

/// Holds what belongs to Python, so that it is made and given up with the lock.
template <class Base>
class PythonPolicy : public Base {
public:
    using View = typename Base::view_type;
    using Decision = typename Base::decision_type;

    PythonPolicy(PolicyClass const& policy, Parameters const& parameters, char const* view_class)
        : asked_{std::in_place, policy, parameters, view_class} {}
    PythonPolicy(PythonPolicy const&) = delete;
    PythonPolicy& operator=(PythonPolicy const&) = delete;
    PythonPolicy(PythonPolicy&&) = delete;
    PythonPolicy& operator=(PythonPolicy&&) = delete;
    ~PythonPolicy() override {
        py::gil_scoped_acquire const lock;
        asked_.reset();
    }

    Decision decide(View const& view, Rng& rng) final {
        Shown const shown{*this, view};
        return with_python(asked_->path(), [&] {
            show(view);
            return take(asked_->decide(rng), view);
        });
    }

protected:
    [[nodiscard]] Asked& asked() { return *asked_; }
    [[nodiscard]] Asked const& asked() const { return *asked_; }
    /// The view of the call that is going on. `function`: what the policy calls.
    [[nodiscard]] View const& shown(char const* function) const {
        if (shown_ == nullptr) {
            throw std::runtime_error{
                fmt::format("{}() can be asked only within decide()", function)};
        }
        return *shown_;
    }

private:
    /// While it lives, the view may be asked.
    struct Shown {
        Shown(PythonPolicy& owner, View const& view) : policy{owner} { policy.shown_ = &view; }
        Shown(Shown const&) = delete;
        Shown& operator=(Shown const&) = delete;
        Shown(Shown&&) = delete;
        Shown& operator=(Shown&&) = delete;
        ~Shown() { policy.shown_ = nullptr; }
        PythonPolicy& policy;
    };

    virtual void show(View const& view) = 0;
    [[nodiscard]] virtual Decision take(py::object answer, View const& view) = 0;

    std::optional<Asked> asked_;
    View const* shown_ = nullptr;
};

class PythonCurtailment final : public PythonPolicy<CurtailmentPolicy> {
public:
    PythonCurtailment(PolicyClass const& policy, Parameters const& parameters)
        : PythonPolicy{policy, parameters, "CurtailmentView"},
          offers_{policy.offers},
          stands_down_{policy.stands_down},
          standing_{std::in_place, "StandDownView"},
          stand_down_{asked().self().attr("stand_down")} {}
    PythonCurtailment(PythonCurtailment const&) = delete;
    PythonCurtailment& operator=(PythonCurtailment const&) = delete;
    PythonCurtailment(PythonCurtailment&&) = delete;
    PythonCurtailment& operator=(PythonCurtailment&&) = delete;
    ~PythonCurtailment() override {
        py::gil_scoped_acquire const lock;
        standing_.reset();
        stand_down_ = py::object{};
    }

    [[nodiscard]] double offer_usd_per_mwh(double bid_usd_per_mwh) const override {
        if (!offers_) {
            return tier_usd_per_mwh;  // what offer() of the base class says
        }
        return with_python(asked().path(), [&] {
            auto const offer = asked().self().attr("offer")(bid_usd_per_mwh);
            if (!py::isinstance<py::float_>(offer) && PyNumber_Check(offer.ptr()) == 0) {
                throw std::runtime_error{fmt::format("offer() must return USD/MWh (returned {})",
                                                     py::cast<std::string>(py::repr(offer)))};
            }
            return py::cast<double>(py::float_(offer));
        });
    }
    [[nodiscard]] CutPayment payment() const override {
        return with_python(asked().path(),
                           [&] { return to_payment(asked().self().attr("payment")()); });
    }
    [[nodiscard]] CutCaps caps() const override {
        return with_python(asked().path(), [&] { return to_caps(asked().self().attr("caps")()); });
    }
    [[nodiscard]] bool stands_down() const override { return stands_down_; }
    [[nodiscard]] std::vector<double> stand_down(StandDownView const& view, Rng& rng) override {
        return with_python(asked().path(), [&] {
            show(view);
            return to_megawatts(asked().call(stand_down_, *standing_, rng), view.site.size(),
                                "stand_down");
        });
    }

private:
    void show(CurtailmentView const& view) override {
        auto& to = asked().view;
        to.begin(view.site.size());
        to.set("now", view.now);
        to.set("interval_h", view.interval_h);
        to.set("cut_mw", view.cut_mw);
        to.set("tier", view.tier);
        to.set("site", view.site);
        to.set("contracted_mw", view.contracted_mw);
        to.set("cuttable_mw", view.cuttable_mw);
        to.set("bid_usd_per_mwh", view.bid_usd_per_mwh);
        to.set("energised_at", view.energised_at);
        to.set("contract_class", view.contract_class);
        to.set("paid_usd_per_mwh", view.paid_usd_per_mwh);
        to.set("cut_hours", view.cut_hours);
        to.set("cut_mwh", view.cut_mwh);
        to.set("hours_left", view.hours_left);
        to.set("mwh_left", view.mwh_left);
        to.set("last_cut_at", view.last_cut_at);
        to.set("relief", view.relief);
    }
    void show(StandDownView const& view) {
        auto& to = *standing_;
        to.begin(view.site.size());
        to.set("now", view.now);
        to.set("interval_h", view.interval_h);
        to.set("month_peak_mw", view.month_peak_mw);
        to.set("site", view.site);
        to.set("wanted_mw", view.wanted_mw);
        to.set("break_even_usd_per_mwh", view.break_even_usd_per_mwh);
        to.set("lmp_usd_per_mwh", view.lmp_usd_per_mwh);
        to.set("forecast_mw", view.forecast_mw);
    }
    CurtailmentDecision take(py::object answer, CurtailmentView const& view) override {
        return to_megawatts(answer, view.site.size());
    }

    bool offers_, stands_down_;
    std::optional<PythonView> standing_;
    py::object stand_down_;
};

class PythonInterconnection final : public PythonPolicy<InterconnectionPolicy> {
public:
    PythonInterconnection(PolicyClass const& policy, Parameters const& parameters)
        : PythonPolicy{policy, parameters, "InterconnectionView"},
          result_{policy_package("StudyResult")},
          study_{py::cpp_function(
              [this](long long request, py::iterable const& ahead) { return ask(request, ahead); },
              py::arg("request"), py::arg("ahead") = py::tuple())} {}
    PythonInterconnection(PythonInterconnection const&) = delete;
    PythonInterconnection& operator=(PythonInterconnection const&) = delete;
    PythonInterconnection(PythonInterconnection&&) = delete;
    PythonInterconnection& operator=(PythonInterconnection&&) = delete;
    ~PythonInterconnection() override {
        py::gil_scoped_acquire const lock;
        result_ = py::object{};
        study_ = py::object{};
    }

private:
    void show(InterconnectionView const& view) override {
        auto& to = asked().view;
        to.begin(view.request.size());
        to.set("now", view.now);
        to.set("request", view.request);
        to.set("applied_at", view.applied_at);
        to.set("requested_mw", view.requested_mw);
        to.set("substation", view.substation);
        to.set("studied", view.studied);
        to.set("study", study_);
    }
    InterconnectionDecision take(py::object answer, InterconnectionView const&) override {
        return to_rulings(answer);
    }

    [[nodiscard]] static RequestId open_request(InterconnectionView const& view, long long code) {
        auto const request = to_id<RequestId>(code);
        if (std::ranges::find(view.request, request) == view.request.end()) {
            throw py::value_error{"study(): request " + std::to_string(code) + " is not open"};
        }
        return request;
    }
    [[nodiscard]] py::object ask(long long request, py::iterable const& ahead) const {
        auto const& view = shown("study");
        std::vector<QueuedLoad> loads;
        for (auto const& load : ahead) {
            auto const pair = py::cast<std::pair<long long, double>>(load);
            if (!std::isfinite(pair.second) || pair.second < 0.0) {
                throw py::value_error{
                    fmt::format("study(): {} MW ahead (must be 0 or more)", pair.second)};
            }
            loads.push_back({open_request(view, pair.first), pair.second});
        }
        auto const found = view.study(open_request(view, request), loads);
        return result_(found.transformer_mw, found.transformer_n0_mw, found.network_mw);
    }

    py::object result_, study_;
};

class PythonMigration final : public PythonPolicy<MigrationPolicy> {
public:
    PythonMigration(PolicyClass const& policy, Parameters const& parameters)
        : PythonPolicy{policy, parameters, "MigrationView"},
          hosts_{std::in_place, "HostColumns"},
          tenants_{std::in_place, "TenantColumns"} {}
    PythonMigration(PythonMigration const&) = delete;
    PythonMigration& operator=(PythonMigration const&) = delete;
    PythonMigration(PythonMigration&&) = delete;
    PythonMigration& operator=(PythonMigration&&) = delete;
    ~PythonMigration() override {
        py::gil_scoped_acquire const lock;
        hosts_.reset();
        tenants_.reset();
    }

private:
    void show(MigrationView const& view) override {
        auto& to = asked().view;
        to.begin(0);
        to.set("now", view.now);
        to.set("forecast_h", view.forecast_h);
        // Left to whoever keeps them, before they are filled anew.
        to.set("hosts", py::none());
        to.set("tenants", py::none());
        show(view.hosts);
        show(view.tenants);
        to.set("hosts", hosts_->object());
        to.set("tenants", tenants_->object());
    }
    void show(HostColumns const& hosts) {
        auto& to = *hosts_;
        to.begin(hosts.site.size());
        to.set("site", hosts.site);
        to.set("granted_share", hosts.granted_share);
        to.set("free_it_mw", hosts.free_it_mw);
        to.set("price_usd_per_mwh", hosts.price_usd_per_mwh);
        to.set("month_usd_per_mwh", hosts.month_usd_per_mwh);
        to.set("month_granted_share", hosts.month_granted_share);
        to.set("co2_t_per_mwh", hosts.co2_t_per_mwh);
        to.set("forecast_cut_share", hosts.forecast_cut_share);
        to.set("wan_gbps", hosts.wan_gbps);
    }
    void show(TenantColumns const& tenants) {
        auto& to = *tenants_;
        to.begin(tenants.tenant.size());
        to.set("tenant", tenants.tenant);
        to.set("kind", tenants.kind);
        to.set("site", tenants.site);
        to.set("it_mw", tenants.it_mw);
        to.set("state_gb", tenants.state_gb);
        to.set("restart_h", tenants.restart_h);
        to.set("move_usd", tenants.move_usd);
        to.set("worth_usd_per_mwh", tenants.worth_usd_per_mwh);
        to.set("unsaved_h", tenants.unsaved_h);
        to.set("flexible_share", tenants.flexible_share);
        to.set("split_to", tenants.split_to);
        to.set("split_share", tenants.split_share);
        to.set("lease_ends_at", tenants.lease_ends_at);
        to.set("paused", tenants.paused);
        to.set("moving", tenants.moving);
    }
    MigrationDecision take(py::object answer, MigrationView const&) override {
        return to_moves(answer);
    }

    std::optional<PythonView> hosts_, tenants_;
};

class PythonStrategy final : public PythonPolicy<StrategyPolicy> {
public:
    PythonStrategy(PolicyClass const& policy, Parameters const& parameters)
        : PythonPolicy{policy, parameters, "StrategyView"} {}

private:
    void show(StrategyView const& view) override {
        auto& to = asked().view;
        to.begin(view.site.size());
        to.set("now", view.now);
        to.set("site", view.site);
        to.set("contracted_mw", view.contracted_mw);
        to.set("mined_mwh", view.mined_mwh);
        to.set("margin_usd", view.margin_usd);
        to.set("hashprice_usd_per_ph_day", view.hashprice_usd_per_ph_day);
    }
    StrategyDecision take(py::object answer, StrategyView const&) override {
        return to_uses(answer);
    }
};

class PythonLoading final : public PythonPolicy<LoadingPolicy> {
public:
    PythonLoading(PolicyClass const& policy, Parameters const& parameters)
        : PythonPolicy{policy, parameters, "LoadingView"},
          carriable_{py::cpp_function([this](long long row, std::string const& loading,
                                             double hours) { return ask(row, loading, hours); },
                                      py::arg("row"), py::arg("loading_class"), py::arg("hours"))} {
    }
    PythonLoading(PythonLoading const&) = delete;
    PythonLoading& operator=(PythonLoading const&) = delete;
    PythonLoading(PythonLoading&&) = delete;
    PythonLoading& operator=(PythonLoading&&) = delete;
    ~PythonLoading() override {
        py::gil_scoped_acquire const lock;
        carriable_ = py::object{};
    }

private:
    void show(LoadingView const& view) override {
        auto& to = asked().view;
        to.begin(view.substation.size());
        to.set("now", view.now);
        to.set("interval_h", view.interval_h);
        to.set("substation", view.substation);
        to.set("firm_mw", view.firm_mw);
        to.set("bank_mw", view.bank_mw);
        to.set("ambient_c", view.ambient_c);
        to.set("top_oil_c", view.top_oil_c);
        to.set("hot_spot_c", view.hot_spot_c);
        to.set("carriable_mw", carriable_);
    }
    LoadingDecision take(py::object answer, LoadingView const& view) override {
        return to_megawatts(answer, view.substation.size());
    }

    [[nodiscard]] double ask(long long row, std::string const& loading, double hours) const {
        auto const& view = shown("carriable_mw");
        auto const rows = static_cast<long long>(view.substation.size());
        if (row < 0 || row >= rows) {
            throw py::index_error{
                fmt::format("carriable_mw(): row {} of a view with {} rows", row, rows)};
        }
        if (!(hours > 0.0) || !std::isfinite(hours)) {
            throw py::value_error{fmt::format("carriable_mw(): {} hours (must be above 0)", hours)};
        }
        return view.carriable_mw(static_cast<std::size_t>(row), to_loading_class(loading), hours);
    }

    py::object carriable_;
};

template <class Base, class Derived>
void* made(PolicyClass const& policy, Parameters const& parameters) {
    return static_cast<Base*>(new Derived{policy, parameters});
}

}  // namespace

void* make_python_policy(PolicyClass const& policy, Parameters const& parameters) {
    switch (policy.family) {
        case PolicyFamily::interconnection:
            return made<InterconnectionPolicy, PythonInterconnection>(policy, parameters);
        case PolicyFamily::curtailment:
            return made<CurtailmentPolicy, PythonCurtailment>(policy, parameters);
        case PolicyFamily::migration:
            return made<MigrationPolicy, PythonMigration>(policy, parameters);
        case PolicyFamily::strategy:
            return made<StrategyPolicy, PythonStrategy>(policy, parameters);
        case PolicyFamily::loading:
            break;
    }
    return made<LoadingPolicy, PythonLoading>(policy, parameters);
}

}  // namespace gridrush::python
