#include "results/recover.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <ios>
#include <string>

#include "results/h5.hpp"
#include "results/run_file.hpp"
#include "results/schema.hpp"
#include "results/writer_lock.hpp"

namespace gridrush {
namespace {

/// Cuts the growing datasets of a group to their common length, those of groups within likewise.
std::size_t cut_to_complete_rows(h5::Group const& group) {
    std::size_t const rows = complete_rows(group);
    std::size_t most = rows;
    for (std::string const& name : group.datasets()) {
        h5::Dataset dataset = group.open(name);
        if (dataset.growing() && dataset.shape().front() > rows) {
            most = std::max(most, dataset.shape().front());
            dataset.resize(rows);
        }
    }
    std::size_t cut = most - rows;
    for (std::string const& name : group.groups()) {
        cut += cut_to_complete_rows(group.open_group(name));
    }
    return cut;
}

bool opens_as_it_is(std::string const& path) {
    try {
        h5::File::open(path, h5::Mode::read).close();
        return true;
    } catch (H5Error const&) {
        return false;
    }
}

/// Whether whoever wrote the file last closed it (HDF5 File Format Specification 3.0, II.A: file
/// consistency flags, byte 11 of the superblock of version 3).
bool was_closed(std::string const& path) {
    std::array<char, 12> superblock{};
    std::ifstream{path, std::ios::binary}.read(superblock.data(), superblock.size());
    return superblock[11] == 0;
}

std::string readable_status(h5::Group const& root) {
    try {
        return root.text_attribute("status").value_or("");
    } catch (H5Error const&) {
        return {};
    }
}

/// Reads every growing dataset and opens every other, also those of groups within.
void read_everything(h5::Group const& group) {
    constexpr std::size_t block = 4096;
    for (std::string const& name : group.datasets()) {
        h5::Dataset const dataset = group.open(name);
        std::size_t const rows = dataset.growing() ? dataset.shape().front() : 0;
        for (std::size_t first = 0; first < rows; first += block) {
            (void)dataset.read_rows(first, std::min(block, rows - first));
        }
    }
    for (std::string const& name : group.groups()) {
        read_everything(group.open_group(name));
    }
}

/// A file that was damaged can open although parts of it are gone.
void check_nothing_is_lost(std::string const& path) {
    try {
        read_everything(h5::File::open(path, h5::Mode::read).root());
    } catch (H5Error const& error) {
        throw H5Error{error.file(), error.action(),
                      error.reason() + "; parts of the file are gone"};
    }
}

void repair(std::string const& path, Recovery& recovery) {
    h5::File file = h5::File::open(path, h5::Mode::repair);
    h5::Group root = file.root();
    check_is_run(path, root);
    recovery.status_before = recovery.status = readable_status(root);
    recovery.rows_cut = cut_to_complete_rows(root);
    if (recovery.status.empty() || recovery.status == to_string(RunStatus::running)) {
        recovery.status = to_string(RunStatus::interrupted);
        root.set_attribute("status", recovery.status);
    }
    file.close();
}

}  // namespace

Recovery recover(std::string const& path) {
    check_is_hdf5(path);
    WriterLock const lock{path};
    if (!lock.held()) {
        throw InputError{
            {Issue{Location{path, 0, 0}, "", "cannot be recovered (a run is still writing it)"}}};
    }
    Recovery recovery;
    bool const closed = opens_as_it_is(path);
    if (closed) {
        RunFile const run{path};
        recovery.status_before = recovery.status = run.status();
    }
    if (!closed && was_closed(path)) {
        throw H5Error{path, "recover the run",
                      "the file was whole once and is cut off or damaged, as after a copy that did "
                      "not end"};
    }
    if (!closed || recovery.status == to_string(RunStatus::running)) {
        recovery.changed = true;
        try {
            repair(path, recovery);
        } catch (H5Error const& error) {
            throw H5Error{error.file(), error.action(),
                          error.reason() + "; where the disk is full, recover a copy elsewhere"};
        }
    }
    check_nothing_is_lost(path);
    recovery.recorded_until = RunFile{path}.recorded_until();
    return recovery;
}

}  // namespace gridrush
