#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "topology/importers/csv.hpp"
#include "topology/importers/importers.hpp"

namespace gridrush {

/// The time axis of a PyPSA network.
struct PypsaSnapshots {
    TimePoint start{};
    Seconds step{3600};
    std::size_t count = 0;
};

/// A value of PyPSA that this project has no place for. A row that sets it to something else than
/// `neutral` (or leaves it empty) is told: as an issue where reading on would solve another
/// problem, else as one note for the whole column.
struct PypsaUnread {
    enum class Verdict { refuse, note };
    char const* column;
    double neutral;
    Verdict verdict;
    char const* why;
};

/// The CSV files of a PyPSA folder; every mistake and every note about them is collected.
class PypsaFolder {
public:
    /// `name` is the folder as the user wrote it; `open` gives a file of it by its name.
    PypsaFolder(std::string name, FileOpener const& open);

    [[nodiscard]] std::string const& name() const { return name_; }
    [[nodiscard]] Issues& issues() { return issues_; }
    [[nodiscard]] Issues& notes() { return notes_; }
    [[nodiscard]] PypsaSnapshots const& snapshots() const { return snapshots_; }

    /// `<component>.csv`; nullptr where there is none.
    [[nodiscard]] CsvTable const* open(std::string const& component);
    /// As above; no such file is an issue.
    [[nodiscard]] CsvTable const* require(std::string const& component);
    /// `<component>-<attribute>.csv`, with a row per snapshot, else nullptr.
    [[nodiscard]] CsvTable const* open_series(std::string const& component,
                                              std::string const& attribute);
    /// The column of `name` in such a file as a series; nullopt where there is none.
    [[nodiscard]] std::optional<SeriesSpec> series(CsvTable const* table, std::string_view name,
                                                   std::string id) const;

    /// Tells what the table sets of `unread`.
    void tell_unread(CsvTable const& table, std::vector<PypsaUnread> const& unread);
    /// A series of one of these attributes is an issue: it changes what is solved.
    void refuse_series(std::string const& component, std::vector<std::string> const& attributes);

private:
    void read_snapshots();
    void check_weightings(CsvTable const& table);

    std::string name_;
    FileOpener const& open_;
    Issues issues_, notes_;
    std::deque<std::string> texts_;
    std::deque<CsvTable> tables_;
    PypsaSnapshots snapshots_;
    std::vector<std::string> labels_;  ///< of the snapshots
};

/// The row's name: its first cell, whatever the column is called.
[[nodiscard]] std::string pypsa_name(CsvTable const& table, CsvRow const& row);
/// The number in a cell; `fallback` where the column is absent, the cell empty or NaN.
[[nodiscard]] double pypsa_number(CsvRow const& row, std::string_view column, double fallback);
/// True, False, 1 or 0, as above.
[[nodiscard]] bool pypsa_flag(CsvRow const& row, std::string_view column, bool fallback);

}  // namespace gridrush
