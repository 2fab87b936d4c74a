#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace gridrush {

/// One experiment with many settings, checked one after the other.
class ExperimentVariants {
public:
    struct Variant {
        std::string id;  ///< see LoadedExperiment::id
        std::uint32_t replicate = 0;
    };

    /// `path` as read_experiment takes it.
    explicit ExperimentVariants(std::string path) : path_{std::move(path)} {}

    /// Throws InputError as read_experiment does.
    [[nodiscard]] Variant read(std::span<std::string const> settings);

private:
    std::string path_;
};

}  // namespace gridrush
