#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace simgrid::s4u {
class Exec;
class Host;
}  // namespace simgrid::s4u

namespace gridrush {

class Machine;

/// Work that runs on a site's host.
struct Work {
    Machine* machine = nullptr;  ///< that it runs on; none = it does not
    simgrid::s4u::Exec* exec = nullptr;
    double share = 0.0;     ///< of the host at full speed, > 0
    double fraction = 1.0;  ///< of that share which it is granted, 0..1
    double weight = 0.0;    ///< as SimGrid knows it
};

/// A site's host and how its speed is shared. Every work gets its share times its fraction to the
/// last bit, though a host has 1000 speeds only: the host runs at the next speed above what all of
/// them need, and an endless work of the machine's own takes the rest. What is granted nothing
/// stands still by its weight: SimGrid 3.32 suspends an activity once and never again.
class Machine {
public:
    explicit Machine(simgrid::s4u::Host* host);
    Machine(Machine&& other) noexcept;
    ~Machine();

    [[nodiscard]] simgrid::s4u::Host* host() const { return host_; }
    void add(Work& work) {
        works_.push_back(&work);
        work.machine = this;
    }
    void remove(Work& work) {
        std::erase(works_, &work);
        work.machine = nullptr;
    }
    /// Notes that settle() is due; false when it was already.
    bool claim() { return !std::exchange(claimed_, true); }
    /// Makes SimGrid follow what add(), remove() and the fractions say. Call inside the kernel.
    /// Throws std::logic_error when the works need more than the host has.
    void settle();
    /// Ends all that runs. SimGrid would go on to the end of the endless work. Call inside the
    /// kernel.
    void stop();

private:
    void set_rung(int rung);
    void fill(double weight);

    simgrid::s4u::Host* host_;
    std::vector<Work*> works_;
    struct Filler;
    std::unique_ptr<Filler> filler_;
    double filler_weight_ = 0.0;
    int rung_ = 0;
    bool claimed_ = false;
};

}  // namespace gridrush
