#pragma once

#include <string_view>

namespace gridrush::fuzz {

// Each takes any bytes as what a user may hand to a reader. The reader must give a value or an
// InputError whose issues say something; what it gives must survive what is done with it next. A
// broken promise aborts.

/// A MATPOWER case; what is valid is written as a case, which must be read back the same.
void matpower(std::string_view bytes);

/// A folder of tables: `--- NAME` on a line begins the file NAME. With a grid.yaml it is a native
/// grid, with a gen.csv the units of RTS-GMLC, else a PyPSA network.
void tables(std::string_view bytes);

/// A YAML document as experiments are read, written and set on the command line.
void documents(std::string_view bytes);

}  // namespace gridrush::fuzz
