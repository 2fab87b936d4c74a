#include <string>

#include "topology/importers/importers.hpp"
#include "tests/fuzz/reading.hpp"
#include "tests/fuzz/targets.hpp"

namespace gridrush::fuzz {

void matpower(std::string_view bytes) {
    auto const spec = read_or_issues([bytes] { return read_matpower(bytes, "case.m"); });
    if (!spec || !validate(*spec).empty()) {
        return;
    }
    auto const [written, left_out] = matpower_text(*spec, "case");
    if (!left_out.empty()) {
        return;
    }
    auto const back = read_or_issues([&text = written] { return read_matpower(text, "case.m"); });
    promise(back.has_value(), "a written case is read");
    promise(validate(*back).empty(), "a written case is valid");
    promise(matpower_text(*back, "case").text == written, "a case read back is written the same");
}

}  // namespace gridrush::fuzz
