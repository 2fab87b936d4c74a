#include "experiments/sweep_points.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "experiments/sweep_sampling.hpp"

namespace gridrush {
namespace {

constexpr double most_runs = 100'000;

std::vector<SweepPoint> cartesian(std::span<Axis const> axes) {
    std::vector<SweepPoint> points(1);
    for (Axis const& axis : axes) {
        std::vector<SweepPoint> longer;
        for (SweepPoint const& point : points) {
            for (AxisPoint const& value : axis.points) {
                longer.push_back(point);
                longer.back().push_back(value);
            }
        }
        points = std::move(longer);
    }
    return points;
}

std::vector<SweepPoint> zipped(std::span<Axis const> axes, Issues& issues) {
    for (Axis const& axis : axes) {
        if (axis.points.size() != axes.front().points.size()) {
            issues.push_back(
                {axis.at, join_path("axes", axis.name),
                 fmt::format("has {} values, '{}' has {} (design zip)", axis.points.size(),
                             axes.front().name, axes.front().points.size())});
        }
    }
    std::vector<SweepPoint> points(!axes.empty() && issues.empty() ? axes.front().points.size()
                                                                   : 1);
    for (std::size_t i = 0; i < points.size() && issues.empty(); ++i) {
        for (Axis const& axis : axes) {
            points[i].push_back(axis.points[i]);
        }
    }
    return points;
}

/// The value of an axis at `share`: a quantile, or one of the values in equal shares.
AxisPoint point_at(Axis const& axis, double share) {
    if (axis.sample.given) {
        return axis.at_number(quantile(axis.sample, share));
    }
    auto const count = axis.points.size();
    auto const chosen = static_cast<std::size_t>(share * static_cast<double>(count));
    return axis.points[std::min(chosen, count - 1)];
}

std::vector<SweepPoint> sampled(SweepSpec const& spec, std::span<Axis const> axes) {
    std::vector<std::string> names;
    for (Axis const& axis : axes) {
        names.push_back(axis.name);
    }
    auto const samples = static_cast<std::size_t>(spec.samples);
    UnitSamples const shares = spec.design == SweepDesign::sobol
                                   ? sobol(names, samples, spec.seed)
                                   : latin_hypercube(names, samples, spec.seed);
    std::vector<SweepPoint> points(samples);
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        for (std::size_t i = 0; i < samples; ++i) {
            points[i].push_back(point_at(axes[axis], shares[axis][i]));
        }
    }
    return points;
}

double count_points(SweepSpec const& spec, std::span<Axis const> axes) {
    if (is_sampled(spec.design)) {
        return spec.samples;
    }
    double count = 1.0;
    for (Axis const& axis : axes) {
        auto const values = static_cast<double>(axis.points.size());
        count = spec.design == SweepDesign::zip ? values : count * values;
    }
    return count;
}

}  // namespace

std::vector<SweepPoint> make_points(SweepSpec const& spec, std::string const& file,
                                    std::span<Axis const> axes, Issues& issues) {
    double const runs = count_points(spec, axes) * std::max(spec.replicates, 1U);
    if (runs > most_runs) {
        issues.push_back(
            {{file, 0, 0}, "axes", fmt::format("make {:.0f} runs (at most {})", runs, most_runs)});
        return {};
    }
    switch (spec.design) {
        case SweepDesign::cartesian:
            return cartesian(axes);
        case SweepDesign::zip:
            return zipped(axes, issues);
        case SweepDesign::latin_hypercube:
        case SweepDesign::sobol:
            break;
    }
    return sampled(spec, axes);
}

}  // namespace gridrush
