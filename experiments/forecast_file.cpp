#include "experiments/forecast_file.hpp"

#include <filesystem>
#include <set>

#include <fmt/core.h>

#include "experiments/file_source.hpp"
#include "experiments/key_table.hpp"

namespace gridrush {
namespace {

constexpr double largest_mw = 1e6;
constexpr double longest_ramp_months = 1200.0;

Table<ForecastRequest> forecast_table() {
    using Request = ForecastRequest;
    Table<Request> table;
    table.key("id", &Request::id).required();
    table.key("mw", &Request::mw).unit("MW").above(0).at_most(largest_mw).required();
    table.key("in_service", &Request::in_service).required();
    table.choice<bool Request::*, bool>("commitment", &Request::firm,
                                        {{"non_firm", false}, {"firm", true}});
    table.key("probability", &Request::probability).between(0, 1);
    table.key("ramp_months", &Request::ramp_months).unit("months").between(0, longest_ramp_months);
    return table;
}

}  // namespace

std::vector<ForecastRequest> read_forecast_file(std::string const& path, Issues& issues) {
    Table<ForecastRequest> const table = forecast_table();
    std::filesystem::path const file{path};
    FileSource const files = FileSource::folder(file.parent_path());
    Reading reading{issues, files};
    DocNode name = text_node(file.filename().string());
    name.at.file = path;
    std::vector<ForecastRequest> requests;
    std::set<std::string> ids;
    std::size_t const before = issues.size();
    for (DocNode const& row : csv_rows(name, table.infos(), "", reading)) {
        requests.push_back(table.read_row(row, row.at, "", reading));
        std::string const& id = requests.back().id;
        if (!id.empty() && !ids.insert(id).second) {
            reading.report(row.at, "id", fmt::format("there is another request '{}'", id));
        }
    }
    if (requests.empty() && issues.size() == before) {
        issues.push_back({{path, 0, 0}, "", "no rows below the header"});
    }
    return requests;
}

}  // namespace gridrush
