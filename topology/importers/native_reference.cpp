#include <fmt/format.h>

#include "topology/importers/importers.hpp"
#include "topology/importers/native_table.hpp"

namespace gridrush {
namespace {

constexpr char const* introduction = R"(# The grid format `{}`

Generated from `topology/importers/native_table.cpp`; a test fails when this page is stale.

A grid is a `grid.yaml` and the CSV tables that it names, by paths relative to it:

```yaml
format: {}
name: three buses
base_mva: 100
series:
  - {{file: load.csv, start: 2025-01-01}}
```

A table's key in `grid.yaml` holds its file's name. A key that is left out means the file of the
same name (`buses` is `buses.csv`) where there is one, else a table without rows; only `buses` must
be there. In a table the columns come in any order, lines that begin with `#` are comments, and an
optional column may be left out or its cells left empty. Numbers may be `inf` or `nan`; dates are
`2025-01-31` or `2025-01-31 06:00`, UTC; `always` and `never` stand for no first and no last day.
Powers are MW, loads positive when they consume, generation when it produces.
)";

std::string presence_text(Presence presence, std::string const& default_text) {
    if (presence == Presence::required) {
        return "required";
    }
    if (default_text == "inf") {
        return "unlimited";
    }
    if (default_text == "nan") {
        return "unknown";
    }
    return default_text;
}

std::string key_rows(std::vector<NativeKey> const& keys) {
    std::string text = "| key | default | meaning |\n|---|---|---|\n";
    for (auto const& key : keys) {
        text += fmt::format("| `{}` | {} | {} |\n", key.name,
                            presence_text(key.presence, key.default_text), key.description);
    }
    return text;
}

template <class Row>
std::string table_section(NativeTable<Row> const& table) {
    auto text = fmt::format(
        "\n## {}\n\n{}\n\n| column | unit | values | default | meaning |\n"
        "|---|---|---|---|---|\n",
        table.name, table.description);
    for (auto const& column : table.columns) {
        text +=
            fmt::format("| `{}` | {} | {} | {} | {} |\n", column.name, column.unit, column.type,
                        presence_text(column.presence, column.default_text), column.description);
    }
    return text;
}

}  // namespace

std::string native_format_reference() {
    auto text = fmt::format(introduction, native_format_name, native_format_name);
    text += "\n## grid.yaml\n\n" + key_rows(native_grid_keys());
    for_each_native_table([&text](auto const& table) {
        text += fmt::format("| `{}` | {}.csv | {} |\n", table.name, table.name, table.description);
    });
    text += "\n## Each entry of `series`\n\n" + key_rows(native_series_keys());
    for_each_native_table([&text](auto const& table) { text += table_section(table); });
    return text;
}

}  // namespace gridrush
