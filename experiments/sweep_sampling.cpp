#include "experiments/sweep_sampling.hpp"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include <boost/math/special_functions/erf.hpp>
#include <boost/random/sobol.hpp>

#include "topology/random.hpp"

namespace gridrush {
namespace {

/// A uniform draw above 0.
double inner_uniform(Rng& rng) {
    return std::max(rng.uniform(), 0x1.0p-53);
}

/// 0, 1, ..., count - 1 in random order (Fisher and Yates), the same on every platform.
std::vector<std::size_t> shuffled(std::size_t count, Rng& rng) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t left = count; left > 1; --left) {
        auto const chosen = static_cast<std::size_t>(rng.uniform() * static_cast<double>(left));
        std::swap(order[left - 1], order[chosen]);
    }
    return order;
}

}  // namespace

UnitSamples latin_hypercube(std::vector<std::string> const& axes, std::size_t samples,
                            std::uint64_t seed) {
    UnitSamples points;
    for (std::string const& axis : axes) {
        Rng rng{seed, Purpose::sweep_sampling, stream_of(axis)};
        auto& column = points.emplace_back();
        for (std::size_t const stratum : shuffled(samples, rng)) {
            column.push_back((static_cast<double>(stratum) + inner_uniform(rng)) /
                             static_cast<double>(samples));
        }
    }
    return points;
}

std::vector<std::vector<std::uint32_t>> sobol_points(std::size_t axes, std::size_t samples) {
    using Engine = boost::random::sobol_engine<std::uint32_t, 32>;
    std::vector<std::vector<std::uint32_t>> points(axes, {0U});  // Boost leaves out the origin
    if (axes == 0) {
        return points;
    }
    Engine engine{axes};
    for (std::size_t sample = 1; sample < samples; ++sample) {
        for (auto& column : points) {
            column.push_back(engine());
        }
    }
    return points;
}

UnitSamples sobol(std::vector<std::string> const& axes, std::size_t samples, std::uint64_t seed) {
    UnitSamples points;
    auto const digits = sobol_points(axes.size(), samples);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        std::uint32_t const shift = Rng{seed, Purpose::sweep_sampling, stream_of(axes[i])}();
        auto& column = points.emplace_back();
        for (std::uint32_t const digit : digits[i]) {
            column.push_back((static_cast<double>(digit ^ shift) + 0.5) * 0x1.0p-32);
        }
    }
    return points;
}

double quantile(AxisSample const& sample, double share) {
    double const width = sample.second - sample.first;
    switch (sample.kind) {
        case AxisSample::Kind::uniform:
            return sample.first + share * width;
        case AxisSample::Kind::log_uniform:
            return sample.first * std::pow(sample.second / sample.first, share);
        case AxisSample::Kind::normal:
            break;
    }
    return sample.first +
           sample.second * std::numbers::sqrt2 * boost::math::erf_inv(2.0 * share - 1.0);
}

}  // namespace gridrush
