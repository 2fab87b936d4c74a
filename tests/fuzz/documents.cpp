#include <algorithm>
#include <string>
#include <vector>

#include "experiments/document.hpp"
#include "tests/fuzz/reading.hpp"
#include "tests/fuzz/targets.hpp"

namespace gridrush::fuzz {
namespace {

bool same_values(DocNode const& a, DocNode const& b) {
    return a.kind == b.kind && a.text == b.text &&
           std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                      same_values) &&
           std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                      [](Entry const& x, Entry const& y) {
                          return x.key == y.key && same_values(x.value, y.value);
                      });
}

}  // namespace

void documents(std::string_view bytes) {
    Issues issues;
    auto const root = parse_yaml(bytes, "experiment.yaml", issues);
    promise(root || !issues.empty(), "no document without an issue");
    if (root && issues.empty()) {
        auto const text = to_yaml(*root);
        auto const back = parse_yaml(text, "experiment.yaml", issues);
        promise(back && issues.empty(), "a written document is read");
        promise(same_values(*root, *back), "a document read back has the same values");
        promise(to_yaml(*back) == text, "a document read back is written the same");
    }
    // The first line as a setting on the rest.
    auto const end = bytes.find('\n');
    if (end == std::string_view::npos) {
        return;
    }
    issues.clear();
    auto const rest = parse_yaml(bytes.substr(end + 1), "experiment.yaml", issues);
    if (rest) {
        std::vector<std::string> const settings{std::string{bytes.substr(0, end)}};
        (void)to_yaml(with_settings(*rest, settings, issues));
    }
}

}  // namespace gridrush::fuzz
