#include "experiments/file_source.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "topology/importers/text_file.hpp"
#include "results/fingerprint.hpp"
#include "embedded_default.hpp"

namespace gridrush {
namespace {

constexpr std::string_view scheme = "default:";

std::optional<std::string> embedded_text(std::string const& name) {
    auto const files = embedded_default_files();
    auto const found = std::find_if(files.begin(), files.end(),
                                    [&](auto const& file) { return file.path == name; });
    return found == files.end() ? std::nullopt : std::optional{std::string{found->text}};
}

bool is_yaml(std::filesystem::path const& path) {
    return path.extension() == ".yaml" || path.extension() == ".yml";
}

/// Of a grid's file, and of the tables below its folder, by name relative to it. A YAML file stands
/// for the folder that it is in; other YAML files there may be anything.
FileSource::Prints fingerprints(std::filesystem::path path) {
    namespace fs = std::filesystem;
    FileSource::Prints found;
    if (fs::is_directory(path) && fs::exists(path / "grid.yaml")) {
        path /= "grid.yaml";
    }
    if (!fs::is_directory(path)) {
        found[path.filename().string()] = sha256(read_text_file(path).value_or(""));
        if (!is_yaml(path)) {
            return found;
        }
        path = path.has_parent_path() ? path.parent_path() : fs::path{"."};
    }
    for (auto const& entry : fs::recursive_directory_iterator{path}) {
        constexpr std::array<std::string_view, 2> tables{".csv", ".gz"};
        if (entry.is_regular_file() &&
            std::ranges::find(tables, entry.path().extension().string()) != tables.end()) {
            found[entry.path().lexically_relative(path).string()] =
                sha256(read_text_file(entry.path()).value_or(""));
        }
    }
    return found;
}

}  // namespace

FileSource::FileSource() : read_{std::make_shared<Prints>()} {}

FileSource FileSource::folder(std::filesystem::path folder) {
    FileSource source;
    source.folder_ = std::move(folder);
    return source;
}

FileSource FileSource::embedded() {
    return FileSource{};
}

std::optional<std::string> FileSource::embedded_name(std::string const& path) const {
    if (path.starts_with(scheme)) {
        return path.substr(scheme.size());
    }
    bool const from_disk = folder_ || std::filesystem::path{path}.is_absolute();
    return from_disk ? std::nullopt : std::optional{path};
}

std::optional<std::string> FileSource::read(std::string const& path) const {
    auto const name = embedded_name(path);
    auto text = name ? embedded_text(*name) : read_text_file(*on_disk(path));
    if (text) {
        (*read_)[path] = sha256(*text);
    }
    return text;
}

void FileSource::count_grid(std::string const& path) const {
    if (auto const file = on_disk(path); file) {
        for (auto const& [name, print] : fingerprints(*file)) {
            read_->emplace("grid " + name, print);
        }
    }
}

std::string FileSource::fingerprint() const {
    std::string all;
    for (auto const& [name, print] : *read_) {
        all += name + " " + print + "\n";
    }
    return sha256(all);
}

std::string FileSource::shown(std::string const& path) const {
    auto const name = embedded_name(path);
    return name ? std::string{scheme} + *name : on_disk(path)->string();
}

std::string FileSource::absolute(std::string const& path) const {
    auto const name = embedded_name(path);
    return name ? std::string{scheme} + *name
                : std::filesystem::absolute(*on_disk(path)).lexically_normal().string();
}

std::optional<std::filesystem::path> FileSource::on_disk(std::string const& path) const {
    if (embedded_name(path)) {
        return std::nullopt;
    }
    return (folder_.value_or("") / path).lexically_normal();
}

}  // namespace gridrush
