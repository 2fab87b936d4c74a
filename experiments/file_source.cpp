#include "experiments/file_source.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "topology/importers/text_file.hpp"
#include "embedded_default.hpp"

namespace gridrush {
namespace {

constexpr std::string_view scheme = "default:";

}  // namespace

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
    if (!name) {
        return read_text_file(*on_disk(path));
    }
    auto const files = embedded_default_files();
    auto const found = std::find_if(files.begin(), files.end(),
                                    [&](auto const& file) { return file.path == *name; });
    return found == files.end() ? std::nullopt : std::optional{std::string{found->text}};
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
