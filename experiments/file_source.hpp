#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace gridrush {

/// The files of one experiment: a folder on disk or the default experiment inside the program,
/// read alike. Paths are relative to the experiment file; `default:grid/grid.yaml` names a file of
/// the embedded default experiment from anywhere.
class FileSource {
public:
    /// Files next to an experiment file on disk.
    [[nodiscard]] static FileSource folder(std::filesystem::path folder);
    /// Files of the embedded default experiment.
    [[nodiscard]] static FileSource embedded();

    /// Text of a file, nullopt when there is none.
    [[nodiscard]] std::optional<std::string> read(std::string const& path) const;
    /// How messages name the file.
    [[nodiscard]] std::string shown(std::string const& path) const;
    /// A path that means the same file from any working directory.
    [[nodiscard]] std::string absolute(std::string const& path) const;

    /// SHA-256 of files, by name.
    using Prints = std::map<std::string, std::string>;
    /// Of everything that read() gave or that was counted.
    [[nodiscard]] Prints const& prints() const { return *read_; }
    /// Counts files as read.
    void count(Prints const& prints) const { read_->insert(prints.begin(), prints.end()); }
    /// Counts the grid at a `path` on disk with all its files, by names relative to it.
    void count_grid(std::string const& path) const;
    /// SHA-256 of all prints: the same wherever the experiment lies.
    [[nodiscard]] std::string fingerprint() const;

    /// Where the file is on disk; nullopt for embedded files.
    [[nodiscard]] std::optional<std::filesystem::path> on_disk(std::string const& path) const;

private:
    FileSource();

    /// The name of an embedded file, nullopt when `path` means one on disk.
    [[nodiscard]] std::optional<std::string> embedded_name(std::string const& path) const;

    std::optional<std::filesystem::path> folder_;  ///< none: embedded
    std::shared_ptr<Prints> read_;                 ///< shared by copies
};

}  // namespace gridrush
