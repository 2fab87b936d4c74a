#pragma once

#include <cmath>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "tests/worlds/small_worlds.hpp"

namespace gridrush::testing {

/// A migration policy that is a function.
class MoveBy final : public MigrationPolicy {
public:
    using Decide = std::function<MigrationDecision(MigrationView const&, Rng&)>;
    explicit MoveBy(Decide decide) : decide_{std::move(decide)} {}
    MigrationDecision decide(MigrationView const& view, Rng& rng) override {
        return decide_(view, rng);
    }

private:
    Decide decide_;
};

/// Keeps what tenants did too.
struct TenantObserver : MemoryObserver {
    struct Hour {
        std::vector<double> wanted, granted, throughput, site, hosted;
    };
    void interval(IntervalRow const& row) override {
        MemoryObserver::interval(row);
        auto const copy = [](Column column) {
            return std::vector<double>(column.begin(), column.end());
        };
        hours.push_back({copy(row.tenant_wanted_mw),
                         copy(row.tenant_granted_mw),
                         copy(row.tenant_throughput),
                         copy(row.tenant_site),
                         {}});
    }
    void job(JobRow const& row) override { jobs.push_back(row); }
    void migration(MigrationRow const& row) override { moves.push_back(row); }

    std::vector<Hour> hours;
    std::vector<JobRow> jobs;
    std::vector<MigrationRow> moves;
};

inline ProfileSpec profile_of_halls() {
    ProfileSpec profile;
    profile.id = "hall";
    profile.shape = ProfileShape::tenants;
    return profile;
}

/// An AI campus whose load is that of its tenants.
inline SiteSpec hall(std::string id, std::string substation, double mw) {
    SiteSpec site;
    site.id = std::move(id);
    site.load_class = LoadClass::ai_campus;
    site.substation = std::move(substation);
    site.mw = mw;
    site.behaviour = "hall";
    return site;
}

/// 40 days on ring() with two halls: east of 100 MW where 100 MW are firm, west of 60 MW where 60
/// are. Machines draw 1 kW a GPU, a quarter of it at rest, PUE 1, and never fail.
struct TenantCase {
    TenantCase() {
        experiment = quiet_year();
        experiment.end = experiment.start + std::chrono::days{40};
        experiment.profiles.push_back(profile_of_halls());
        experiment.sites = {hall("east", "S1", 100.0), hall("west", "S2", 60.0)};
    }

    TenantSpec& add(std::string id, TenantKind kind, std::string site, double it_mw) {
        TenantSpec tenant;
        tenant.id = std::move(id);
        tenant.kind = kind;
        tenant.site = std::move(site);
        tenant.it_mw = it_mw;
        tenant.pue = 1.0;
        tenant.gpu_kw = 1.0;
        tenant.idle_share = 0.25;
        tenant.interruptions_per_gpu_day = 0.0;
        return experiment.tenants.emplace_back(tenant);
    }
    void add_job(std::string id, std::string tenant, int day, double hours, double gpus) {
        JobSpec job;
        job.id = std::move(id);
        job.tenant = std::move(tenant);
        job.arrives_on = experiment.start + std::chrono::days{day};
        job.gpu_hours = hours * gpus;
        job.gpus = gpus;
        experiment.jobs.push_back(job);
    }
    TenantObserver run(MoveBy::Decide decide = {}) {
        Grid const the_grid{grid};
        auto policies = policies_of("serial_fcfs", "pro_rata");
        if (decide) {
            policies.migration = std::make_unique<MoveBy>(std::move(decide));
        }
        TenantObserver seen;
        simulate(experiment, the_grid, policies, seen);
        return seen;
    }
    [[nodiscard]] TimePoint at_hour(double hours) const {
        return experiment.start + Seconds{std::llround(3600.0 * hours)};
    }

    GridSpec grid = ring();
    Experiment experiment;
};

/// Moves that are made once each, at the first question at or after their time.
class MovesAt {
public:
    explicit MovesAt(std::vector<std::pair<TimePoint, Move>> moves) : moves_{std::move(moves)} {}
    MigrationDecision operator()(MigrationView const& view, Rng&) {
        MigrationDecision due;
        std::erase_if(moves_, [&](auto const& entry) {
            if (entry.first <= view.now) {
                due.push_back(entry.second);
            }
            return entry.first <= view.now;
        });
        return due;
    }

private:
    std::vector<std::pair<TimePoint, Move>> moves_;
};

}  // namespace gridrush::testing
