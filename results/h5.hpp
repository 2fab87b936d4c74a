#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace gridrush {

/// Something could not be done with an HDF5 file.
class H5Error : public std::runtime_error {
public:
    H5Error(std::string const& file, std::string const& action, std::string const& reason);
    [[nodiscard]] std::string const& file() const { return file_; }
    [[nodiscard]] std::string const& action() const { return action_; }
    /// The operating system's words where it was the cause, such as `No space left on device`.
    [[nodiscard]] std::string const& reason() const { return reason_; }

private:
    std::string file_, action_, reason_;
};

/// The HDF5 C library as values that close themselves. Every failure is an H5Error; the library
/// prints nothing of its own and does nothing when the process exits.
namespace h5 {

struct FileState;

enum class Type { int32, int64, float32, float64, text };

/// Shape and storage of a new dataset. `chunk_rows` > 0: rows can be added without end.
struct DatasetSpec {
    std::string name;
    Type type = Type::float64;
    std::vector<std::size_t> shape;
    std::size_t chunk_rows = 0;
    std::size_t chunk_columns = 1;                                ///< of two-dimensional datasets
    bool compressed = false;                                      ///< shuffle and deflate 1
    double unwritten = std::numeric_limits<double>::quiet_NaN();  ///< numbers that were not
                                                                  ///< written; NaN of whole ones: 0
};

/// A dataset that lies in other files: one slice along its first dimension from each.
struct VirtualSpec {
    struct Source {
        std::size_t slice;
        std::string file;  ///< relative to the folder of the file that is made
    };
    std::string name;
    std::string source_path;         ///< of the dataset within each file, of `slice_shape`
    std::vector<std::size_t> shape;  ///< slices, then that of a slice
    std::vector<Source> sources;     ///< slices without one, or whose file is gone, are NaN
};

/// A group or a dataset of an open file, with its attributes. Does nothing on a file that was
/// abandoned or closed, when destroyed.
class Object {
public:
    Object(std::shared_ptr<FileState> file, std::int64_t id, std::string path);
    Object(Object&& other) noexcept;
    Object& operator=(Object&& other) noexcept;
    Object(Object const&) = delete;
    Object& operator=(Object const&) = delete;
    ~Object();

    /// Path within the file, such as `/site/load_mw`.
    [[nodiscard]] std::string const& path() const { return path_; }

    /// Writes an attribute, new or not; `value` may be text or an arithmetic type.
    void set_attribute(std::string const& name, std::string const& value);
    void set_attribute(std::string const& name, float value);
    void set_attribute(std::string const& name, double value);
    void set_attribute(std::string const& name, std::uint64_t value);
    void set_attribute(std::string const& name, std::span<std::int32_t const> values);
    void set_attribute(std::string const& name, std::span<float const> values);

    /// Nothing when there is none of that name and kind.
    [[nodiscard]] std::optional<std::string> text_attribute(std::string const& name) const;
    [[nodiscard]] std::optional<std::uint64_t> integer_attribute(std::string const& name) const;

protected:
    void write_attribute(std::string const& name, std::int64_t type, std::int64_t space,
                         void const* data);

    std::shared_ptr<FileState> file_;
    std::int64_t id_;
    std::string path_;
};

class Dataset : public Object {
public:
    using Object::Object;

    [[nodiscard]] std::vector<std::size_t> shape() const;
    [[nodiscard]] bool growing() const;
    [[nodiscard]] bool is_text() const;

    /// Writes everything; `values` has as many as the shape says, in row-major order.
    void write(std::span<std::string const> values);
    void write(std::span<double const> values);
    void write(std::span<std::int32_t const> values);
    /// Writes `rows` rows from row `first`, growing the dataset when it ends before.
    void write_rows(std::size_t first, std::size_t rows, float const* values);
    void write_rows(std::size_t first, std::size_t rows, double const* values);
    void write_rows(std::size_t first, std::size_t rows, std::int64_t const* values);
    /// Cuts or grows the dataset to `rows` rows.
    void resize(std::size_t rows);

    /// Everything as text; precondition: text dataset.
    [[nodiscard]] std::vector<std::string> read_texts() const;
    /// Everything, or some rows of it, as numbers in row-major order.
    [[nodiscard]] std::vector<double> read() const;
    [[nodiscard]] std::vector<double> read_rows(std::size_t first, std::size_t rows) const;

    /// Makes this the scale (coordinate) of a dimension of its own name.
    void make_scale();
    void attach_scale(std::size_t dimension, Dataset const& scale);

private:
    void write_block(std::size_t first, std::size_t rows, std::int64_t type, void const* data);
};

class Group : public Object {
public:
    using Object::Object;

    [[nodiscard]] Group create_group(std::string const& name);
    [[nodiscard]] Group open_group(std::string const& name) const;
    [[nodiscard]] Dataset create(DatasetSpec const& spec);
    /// float32. Whoever reads it opens every file that it asks for, and keeps it open.
    [[nodiscard]] Dataset create_virtual(VirtualSpec const& spec);
    [[nodiscard]] Dataset open(std::string const& name) const;
    [[nodiscard]] bool has(std::string const& name) const;

    /// A group that no name leads to yet; see link().
    [[nodiscard]] Group create_unnamed_group(std::string const& later_name);
    /// Gives an unnamed group its name in this group.
    void link(Group const& child, std::string const& name);

    /// Names of the groups, of the datasets, in the order of their creation.
    [[nodiscard]] std::vector<std::string> groups() const;
    [[nodiscard]] std::vector<std::string> datasets() const;

private:
    [[nodiscard]] std::vector<std::string> children(int kind) const;
};

enum class Mode {
    read,       ///< a file that was closed
    read_live,  ///< a file that is being written, or whose writer was killed
    write,      ///< a file that was closed
    repair,     ///< as write, whatever state its writer left it in
};

/// An open file. Copies of its objects keep working until it is closed.
/// How a new file is laid out.
enum class Layout {
    pages,  ///< so that a kill in the middle of a write tears no table: for files that grow
    plain,  ///< so that equal contents are equal bytes; with pages the library notes the time
};

class File {
public:
    /// Creates the file anew, over what there is.
    [[nodiscard]] static File create(std::string const& path, Layout layout = Layout::pages);
    [[nodiscard]] static File open(std::string const& path, Mode mode);
    ~File();
    File(File&&) noexcept = default;
    File& operator=(File&& other) noexcept;

    [[nodiscard]] Group root() const;
    /// From here on others can read along and nothing new can be created; see reference manual of
    /// H5Fstart_swmr_write.
    void start_swmr();
    /// Hands everything written so far to the operating system.
    void flush();
    void close();
    /// Lets go of the file as it is: nothing is written any more, not by destructors either. For
    /// files that cannot be written, such as on a full disk.
    void abandon() noexcept;

private:
    explicit File(std::shared_ptr<FileState> state);
    std::shared_ptr<FileState> state_;
};

}  // namespace h5
}  // namespace gridrush
