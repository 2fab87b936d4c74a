#include "sim/engine_machine.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <simgrid/s4u.hpp>

#include "sim/engine_platform.hpp"

namespace gridrush {

namespace {

namespace sg4 = simgrid::s4u;

constexpr double slack = 1e-9;  // of the host's full speed
constexpr double endless_flops = 1e30;

/// The weight of what stands still, where those of all sum to 0.001 to 2: it runs at 1e-13 of the
/// host's speed at most, 3 us a year. With next to nothing (1e-18) the others' sum would be that
/// of all to the last bit; SimGrid's solver may then give a work all of the host as its bound, the
/// rest 0, and dies of a speed of 0.
constexpr double no_weight = 1e-13;
constexpr double least_scale = 1e-3;

void set_weight(sg4::Exec& exec, double weight, double& known_weight) {
    auto const some = std::max(weight, no_weight);
    if (std::exchange(known_weight, some) != some) {
        exec.update_priority(some);
    }
}

}  // namespace

struct Machine::Filler {
    sg4::ExecPtr exec;
};

Machine::Machine(sg4::Host* host) : host_{host} {}
Machine::Machine(Machine&& other) noexcept = default;
Machine::~Machine() = default;

void Machine::settle() {
    claimed_ = false;
    double highest = 0.0;
    double total = 0.0;
    for (Work const* const work : works_) {
        highest = std::max(highest, work->fraction);
        total += work->share * work->fraction;
    }
    if (total > 1.0 + slack) {
        throw std::logic_error{fmt::format("engine: works on {} need {:.9g} of its full speed",
                                           host_->get_cname(), total)};
    }
    auto const steps =
        std::clamp(static_cast<int>(std::ceil((total - slack) * power_rungs)), 1, power_rungs);
    set_rung(power_rungs - steps);
    // Weights are relative: as long as all works get one fraction theirs stay as they are.
    auto const scale = total > 0.0 ? std::max(highest, least_scale) : 1.0;
    for (Work* const work : works_) {
        set_weight(*work->exec, work->share * (work->fraction / scale), work->weight);
    }
    auto const rest = static_cast<double>(steps) / power_rungs - total;
    fill(rest > slack ? rest / scale : 0.0);
}

void Machine::set_rung(int rung) {
    if (std::exchange(rung_, rung) != rung) {
        host_->set_pstate(static_cast<unsigned long>(rung));
    }
}

void Machine::fill(double weight) {
    if (!filler_) {
        filler_ = std::make_unique<Filler>();
        filler_->exec = sg4::Exec::init();
        filler_->exec->set_flops_amount(endless_flops)->set_host(host_)->start();
        filler_weight_ = 1.0;
    }
    set_weight(*filler_->exec, weight, filler_weight_);
}

void Machine::stop() {
    for (Work const* const work : works_) {
        work->exec->cancel();
    }
    works_.clear();
    if (filler_) {
        filler_->exec->cancel();
    }
}

}  // namespace gridrush
