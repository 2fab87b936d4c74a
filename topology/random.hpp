#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gridrush {

/// What a random stream is used for. The number is part of the stream's key: never renumber.
enum class Purpose : std::uint32_t {
    applicants = 1,
    policy = 2,
    outage = 3,
    price = 4,
    weather = 5,
    branch_outage = 6,
    bank_failure = 7,
    sweep_sampling = 8,
    arrivals = 20,  ///< of the applicants of a class
    study_duration = 21,
    duplicate_detection = 22,
    attributes = 23,     ///< of one applicant
    conversion = 24,     ///< whether and what one applicant converts
    load_forecast = 30,  ///< error of a day's
    job_arrivals = 40,   ///< of a tenant
    job_sizes = 41,      ///< of a tenant
    job_failures = 42,   ///< of a job
    wan_outage = 43,     ///< of a substation
    test = 1000,
};

/// Philox4x32 with 10 rounds: the bijection of 128-bit counters that the streams below are made of.
[[nodiscard]] std::array<std::uint32_t, 4> philox4x32_10(
    std::array<std::uint32_t, 4> const& counter, std::array<std::uint32_t, 2> const& key);

/// Counter-based random stream (Philox4x32-10: Salmon et al., 2011, "Parallel random numbers: as
/// easy as 1, 2, 3") keyed by (seed, purpose, entity, replicate). Streams of different keys are
/// independent, so that adding an entity or swapping a policy moves nobody else's draws. The seed
/// is the key; purpose, entity and replicate are words of the counter; a stream has 2^34 draws.
/// Satisfies UniformRandomBitGenerator; the draws below do not depend on the standard library.
class Rng {
public:
    using result_type = std::uint32_t;

    Rng(std::uint64_t seed, Purpose purpose, std::uint32_t entity, std::uint32_t replicate = 0);

    [[nodiscard]] static constexpr result_type min() { return 0; }
    [[nodiscard]] static constexpr result_type max() { return 0xFFFFFFFFu; }
    result_type operator()();

    /// Uniform on [0, 1), 53 random bits.
    [[nodiscard]] double uniform();
    [[nodiscard]] double uniform(double low, double high);
    /// Standard normal by Box-Muller; draws two uniforms each time.
    [[nodiscard]] double normal();
    /// exp(N(log(median), sigma^2)).
    [[nodiscard]] double lognormal(double median, double sigma);
    /// Exponential with the given mean.
    [[nodiscard]] double exponential(double mean);
    /// Triangular on [low, high] with the given mode.
    [[nodiscard]] double triangular(double low, double mode, double high);

private:
    std::array<std::uint32_t, 2> key_{};
    std::array<std::uint32_t, 4> counter_{};
    std::array<std::uint32_t, 4> block_{};
    int used_ = 4;
};

/// Stream number of an entity by its id, not by its row: entities that come or go move nobody's
/// draws (FNV-1a, 32 bit).
[[nodiscard]] std::uint32_t stream_of(std::string_view id);

}  // namespace gridrush
