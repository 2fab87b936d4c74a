#include "sim/adequacy/indices.hpp"

#include <cmath>

namespace gridrush {

AdequacyEstimate estimate(std::vector<AdequacyIndices> const& years) {
    AdequacyEstimate result;
    auto const count = static_cast<double>(years.size());
    for (AdequacyIndexInfo const& index : adequacy_index_table) {
        double sum = 0.0;
        for (AdequacyIndices const& year : years) {
            sum += year.*index.value;
        }
        double const mean = sum / count;
        double squares = 0.0;
        for (AdequacyIndices const& year : years) {
            double const deviation = year.*index.value - mean;
            squares += deviation * deviation;
        }
        result.mean.*index.value = mean;
        result.standard_error.*index.value = std::sqrt(squares / (count - 1.0) / count);
    }
    return result;
}

}  // namespace gridrush
