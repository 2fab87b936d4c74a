#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gridrush {

/// One place in which two files differ.
struct ExactDifference {
    std::string place;  ///< `/site/consumed_mw[3, 2]`, `/site@description`
    std::string first, second;
};

struct ExactComparison {
    std::vector<ExactDifference> shown;  ///< the first ones, in the order of the first file
    std::size_t objects = 0;             ///< groups, datasets and attributes compared
    std::size_t differing = 0;           ///< of them

    [[nodiscard]] bool equal() const { return differing == 0; }
};

/// Compares two HDF5 files bit by bit: every group, dataset (its type, shape and values) and
/// attribute but the group /timing. A NaN equals a NaN of the same bits; 0 and -0 differ. What
/// attaches dimensions to datasets holds addresses within the file and is left out. Of each object
/// the first difference is told, of the file the first `most`. Reads a few megabytes at a time.
/// Throws InputError for what is no HDF5 file, H5Error for what cannot be read.
[[nodiscard]] ExactComparison compare_exact(std::string const& first, std::string const& second,
                                            std::size_t most = 20);

}  // namespace gridrush
