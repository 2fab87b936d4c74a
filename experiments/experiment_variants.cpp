#include "experiments/experiment_variants.hpp"

#include "experiments/experiment_file.hpp"

namespace gridrush {

ExperimentVariants::Variant ExperimentVariants::read(std::span<std::string const> settings) {
    auto const loaded = read_experiment(path_, settings);
    return {loaded.id, loaded.experiment.replicate};
}

}  // namespace gridrush
