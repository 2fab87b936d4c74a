#include "topology/random.hpp"

#include <cmath>
#include <numbers>

#include <Random123/philox.h>

namespace gridrush {

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> const& counter,
                                           std::array<std::uint32_t, 2> const& key) {
    r123::Philox4x32::ctr_type const in{{counter[0], counter[1], counter[2], counter[3]}};
    r123::Philox4x32::key_type const with{{key[0], key[1]}};
    auto const out = r123::Philox4x32{}(in, with);
    return {out[0], out[1], out[2], out[3]};
}

Rng::Rng(std::uint64_t seed, Purpose purpose, std::uint32_t entity, std::uint32_t replicate)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)},
      counter_{0, static_cast<std::uint32_t>(purpose), entity, replicate} {}

Rng::result_type Rng::operator()() {
    if (used_ == 4) {
        block_ = philox4x32_10(counter_, key_);
        ++counter_[0];
        used_ = 0;
    }
    return block_[static_cast<std::size_t>(used_++)];
}

double Rng::uniform() {
    std::uint64_t const high = (*this)() >> 5U;
    std::uint64_t const low = (*this)() >> 6U;
    return static_cast<double>((high << 26U) | low) * 0x1.0p-53;
}

double Rng::uniform(double low, double high) {
    return low + (high - low) * uniform();
}

double Rng::normal() {
    double const radius = std::sqrt(-2.0 * std::log1p(-uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

double Rng::lognormal(double median, double sigma) {
    return median * std::exp(sigma * normal());
}

double Rng::exponential(double mean) {
    return -mean * std::log1p(-uniform());
}

double Rng::triangular(double low, double mode, double high) {
    double const u = uniform();
    double const left = mode - low;
    double const right = high - mode;
    double const width = high - low;
    return u * width < left ? low + std::sqrt(u * width * left)
                            : high - std::sqrt((1.0 - u) * width * right);
}

std::uint32_t stream_of(std::string_view id) {
    std::uint32_t hash = 2166136261u;
    for (auto const character : id) {
        hash = (hash ^ static_cast<unsigned char>(character)) * 16777619u;
    }
    return hash;
}

}  // namespace gridrush
