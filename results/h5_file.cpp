#include <cstring>
#include <utility>

#include <fmt/core.h>
#include <hdf5.h>

#include "results/h5.hpp"
#include "results/h5_calls.hpp"

namespace gridrush {

H5Error::H5Error(std::string const& file, std::string const& action, std::string const& reason)
    : std::runtime_error{fmt::format("{}: cannot {} ({})", file, action, reason)},
      file_{file},
      action_{action},
      reason_{reason} {}

namespace h5 {
namespace {

/// Name in the library of the switch that `h5clear -s` uses: forget that the file was open.
constexpr char const* clear_status_flags = "clear_status_flags";
/// The same of `h5clear --filesize`: open a file that is shorter than it says.
constexpr char const* skip_eof_check = "skip_eof_check";
/// Attributes and links of a group up to these stay in its header, which is written as one piece.
constexpr unsigned compact_limit = 256;

/// Bytes of the library's own tables that it may hold in memory.
constexpr std::size_t most_metadata_bytes = std::size_t{4} << 20U;

/// A kill may end a write at any border of the operating system's pages, and a piece of metadata of
/// which one half is new and the other old is lost with all that hangs on it. In pages of the same
/// size nothing smaller than a page lies across a border.
constexpr hsize_t page_bytes = 4096;

/// The library waits twice as long before each further attempt, from 1 ns on: in all 0.1 s. Its
/// default of 100 attempts never ends where a file is damaged.
constexpr unsigned most_read_attempts = 27;

struct Reason {
    std::string innermost;
    std::string system;  ///< the operating system's message, where it was the cause
    bool lock = false;
};

std::string between(std::string const& text, std::string const& before, char after) {
    std::size_t const start = text.find(before);
    if (start == std::string::npos) {
        return {};
    }
    std::size_t const first = start + before.size();
    return text.substr(first, text.find(after, first) - first);
}

herr_t collect_reason(unsigned, H5E_error2_t const* entry, void* data) {
    Reason& reason = *static_cast<Reason*>(data);
    std::string const text = entry->desc == nullptr ? "" : entry->desc;
    if (reason.innermost.empty()) {
        reason.innermost = text;
    }
    if (reason.system.empty()) {
        reason.system = between(text, "error message = '", '\'');
    }
    reason.lock = reason.lock || text.find("lock file") != std::string::npos;
    return 0;
}

std::int64_t access_properties(FileState const& file) {
    hid_t const access = H5Pcreate(H5P_FILE_ACCESS);
    checked(file, H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110),
            "set the format of", file.path);
    checked(file, H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "set up", file.path);
    H5AC_cache_config_t cache{};
    cache.version = H5AC__CURR_CACHE_CONFIG_VERSION;
    checked(file, H5Pget_mdc_config(access, &cache), "set up", file.path);
    cache.max_size = most_metadata_bytes;
    checked(file, H5Pset_mdc_config(access, &cache), "set up", file.path);
    return access;
}

/// Rows are written when they fill a chunk: nothing is to be gained by holding chunks, and in SWMR
/// mode the library forgets what a dataset was told about it.
void hold_no_chunks(FileState const& file, std::int64_t access) {
    checked(file, H5Pset_cache(access, 0, 0, 0, 0.0), "set up", file.path);
}

std::int64_t creation_properties(FileState const& file, Layout layout) {
    hid_t const creation = H5Pcreate(H5P_FILE_CREATE);
    checked(file,
            H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
            "set up", file.path);
    checked(file, H5Pset_link_phase_change(creation, compact_limit, 0), "set up", file.path);
    checked(file, H5Pset_est_link_info(creation, 32, 16), "set up", file.path);
    checked(file, H5Pset_attr_phase_change(creation, compact_limit, 0), "set up", file.path);
    checked(file, H5Pset_obj_track_times(creation, false), "set up", file.path);
    if (layout == Layout::pages) {
        checked(file, H5Pset_file_space_strategy(creation, H5F_FSPACE_STRATEGY_PAGE, false, 1),
                "set up", file.path);
        checked(file, H5Pset_file_space_page_size(creation, page_bytes), "set up", file.path);
    }
    return creation;
}

int close_property(std::int64_t id) {
    return H5Pclose(id);
}

}  // namespace

void prepare_library() {
    static bool const prepared = [] {
        H5dont_atexit();
        return H5open() >= 0;
    }();
    static_cast<void>(prepared);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

void fail(std::string const& file, std::string const& action) {
    Reason reason;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect_reason, &reason);
    std::string text = reason.system.empty() ? reason.innermost : reason.system;
    if (reason.lock) {
        text +=
            "; another program has the file open, or the file system knows no locks: then set "
            "HDF5_USE_FILE_LOCKING=FALSE in the environment";
    }
    throw H5Error{file, action, text.empty() ? "unknown reason" : text};
}

Id text_type() {
    hid_t const type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return Id{type, [](std::int64_t id) { return static_cast<int>(H5Tclose(id)); }};
}

File::File(std::shared_ptr<FileState> state) : state_{std::move(state)} {}

File File::create(std::string const& path, Layout layout) {
    prepare_library();
    auto state = std::make_shared<FileState>(FileState{path, -1, false});
    Id const access{access_properties(*state), close_property};
    hold_no_chunks(*state, access.get());
    Id const creation{creation_properties(*state, layout), close_property};
    state->id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get());
    if (state->id < 0) {
        fail(path, "create the file");
    }
    state->open = true;
    return File{std::move(state)};
}

File File::open(std::string const& path, Mode mode) {
    prepare_library();
    auto state = std::make_shared<FileState>(FileState{path, -1, false});
    Id const access{access_properties(*state), close_property};
    if (mode == Mode::repair) {
        hbool_t const yes = true;
        checked(*state, H5Pset(access.get(), clear_status_flags, &yes), "prepare to repair", path);
        checked(*state, H5Pset(access.get(), skip_eof_check, &yes), "prepare to repair", path);
    }
    if (mode == Mode::write) {
        // Whoever reads along may hold the library's lock; that must not end a run at its last
        // step.
        checked(*state, H5Pset_file_locking(access.get(), false, true), "set up", path);
    }
    unsigned flags = H5F_ACC_RDONLY;
    if (mode == Mode::read_live) {
        checked(*state, H5Pset_metadata_read_attempts(access.get(), most_read_attempts), "set up",
                path);
        flags = H5F_ACC_RDONLY | H5F_ACC_SWMR_READ;
    } else if (mode == Mode::write || mode == Mode::repair) {
        flags = H5F_ACC_RDWR;
    }
    state->id = H5Fopen(path.c_str(), flags, access.get());
    if (state->id < 0) {
        fail(path, "open the file");
    }
    state->open = true;
    File file{state};
    if (mode == Mode::repair) {
        // What was written last may lie beyond the end that the file knows of.
        checked(*state, H5Fincrement_filesize(state->id, 0), "repair", path);
    }
    return file;
}

File::~File() {
    if (state_ && state_->open) {
        state_->open = false;
        H5Fclose(state_->id);
    }
}

File& File::operator=(File&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}

Group File::root() const {
    hid_t const id = checked(*state_, H5Gopen2(state_->id, "/", H5P_DEFAULT), "open", "/");
    return Group{state_, id, "/"};
}

void File::start_swmr() {
    checked(*state_, H5Fstart_swmr_write(state_->id), "let others read along in", state_->path);
}

void File::flush() {
    checked(*state_, H5Fflush(state_->id, H5F_SCOPE_LOCAL), "write", "/");
}

void File::close() {
    if (!state_->open) {
        return;
    }
    state_->open = false;
    checked(*state_, H5Fclose(state_->id), "close", state_->path);
}

void File::abandon() noexcept {
    state_->open = false;
}

}  // namespace h5
}  // namespace gridrush
