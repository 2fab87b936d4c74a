#include "sim/operations/hosting.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "sim/operations/hosting_worker.hpp"

namespace gridrush {

namespace {

constexpr std::size_t buses_of_chunk = 64;
constexpr std::size_t hours_of_chunk = 24;
constexpr std::size_t most_seeds = 64;  ///< buses whose rows every chunk starts with

/// Positions in `buses`, neighbours after each other: depth first from each island's first bus.
std::vector<std::size_t> order_by_neighbours(DcNetwork const& network,
                                             std::span<BusId const> buses) {
    auto const& branches = network.grid().branches();
    std::size_t const bus_count = network.grid().buses().size();
    std::vector<std::vector<std::size_t>> neighbours(bus_count), positions(bus_count);
    for (std::size_t l = 0; l < branches.size(); ++l) {
        if (network.in_service()[l] != 0) {
            neighbours[branches.from[l].index()].push_back(branches.to[l].index());
            neighbours[branches.to[l].index()].push_back(branches.from[l].index());
        }
    }
    for (std::size_t k = 0; k < buses.size(); ++k) {
        positions[buses[k].index()].push_back(k);
    }
    std::vector<char> seen(bus_count, 0);
    std::vector<std::size_t> order, stack;
    for (std::size_t first = 0; first < bus_count; ++first) {
        stack.push_back(first);
        while (!stack.empty()) {
            auto const bus = stack.back();
            stack.pop_back();
            if (std::exchange(seen[bus], 1) == 0) {
                order.insert(order.end(), positions[bus].begin(), positions[bus].end());
                stack.insert(stack.end(), neighbours[bus].begin(), neighbours[bus].end());
            }
        }
    }
    return order;
}

DispatchInput input_of(HostingHours const& hours, std::size_t hour, Grid const& grid) {
    std::size_t const buses = grid.buses().size(), generators = grid.generators().size();
    return {std::span{hours.load_mw}.subspan(hour * buses, buses),
            std::span{hours.generator_min_mw}.subspan(hour * generators, generators),
            std::span{hours.generator_max_mw}.subspan(hour * generators, generators),
            {}};
}

/// Some hours of some buses: what one worker does. The partition does not depend on the threads.
struct Chunk {
    std::size_t first_hour = 0, last_hour = 0;    ///< last: one after
    std::size_t first_place = 0, last_place = 0;  ///< in the order of the buses
};

std::vector<Chunk> chunks_of(std::size_t hours, std::size_t buses) {
    std::vector<Chunk> chunks;
    for (std::size_t hour = 0; hour < hours; hour += hours_of_chunk) {
        for (std::size_t place = 0; place < buses; place += buses_of_chunk) {
            chunks.push_back({hour, std::min(hour + hours_of_chunk, hours), place,
                              std::min(place + buses_of_chunk, buses)});
        }
    }
    return chunks;
}

class HostingRun {
public:
    HostingRun(DcNetwork const& network, HostingSpec const& spec, std::span<BusId const> buses,
               HostingHours const& hours)
        : network_{network},
          spec_{spec},
          buses_{buses},
          hours_{hours},
          hour_count_{hours.load_mw.size() /
                      std::max<std::size_t>(1, network.grid().buses().size())},
          order_{order_by_neighbours(network, buses)},
          answers_(hour_count_ * buses.size()) {
        if (spec.security == Security::n_1) {
            outages_.emplace(network, spec.rating);
        }
    }

    std::vector<HostingAnswer> run(int jobs) {
        auto const chunks = chunks_of(hour_count_, buses_.size());
        if (chunks.empty()) {
            return {};
        }
        HostingWorker const start = make_start();
        std::atomic<std::size_t> next = 0;
        std::vector<std::exception_ptr> failures(chunks.size());
        auto const work = [&] {
            for (std::size_t k = next++; k < chunks.size(); k = next++) {
                try {
                    answer(chunks[k], start);
                } catch (...) {
                    failures[k] = std::current_exception();
                }
            }
        };
        {
            std::vector<std::jthread> others;
            for (int job = 1; job < jobs; ++job) {
                others.emplace_back(work);
            }
            work();
        }
        for (auto const& failure : failures) {
            if (failure) {
                std::rethrow_exception(failure);
            }
        }
        return std::move(answers_);
    }

private:
    [[nodiscard]] ContingencyScreen const* outages() const {
        return outages_ ? &*outages_ : nullptr;
    }

    /// A worker that has answered buses from all over the grid in the first hour.
    HostingWorker make_start() const {
        std::vector<BusId> seeds;
        std::size_t const apart = (buses_.size() + most_seeds - 1) / most_seeds;
        for (std::size_t place = 0; place < order_.size(); place += apart) {
            seeds.push_back(buses_[order_[place]]);
        }
        HostingWorker worker{network_, spec_, outages()};
        std::vector<HostingAnswer> ignored(seeds.size());
        worker.set_buses(std::move(seeds));
        worker.answer_hour(input_of(hours_, 0, network_.grid()), ignored);
        return worker;
    }

    void answer(Chunk const& chunk, HostingWorker const& start) {
        DcNetwork const network{network_.grid(), network_.convention(), network_.in_service()};
        std::vector<BusId> buses;
        for (std::size_t place = chunk.first_place; place < chunk.last_place; ++place) {
            buses.push_back(buses_[order_[place]]);
        }
        std::vector<HostingAnswer> answers(buses.size());
        HostingWorker worker{network, spec_, outages()};
        worker.start_from(start);
        worker.set_buses(std::move(buses));
        for (std::size_t hour = chunk.first_hour; hour < chunk.last_hour; ++hour) {
            worker.answer_hour(input_of(hours_, hour, network_.grid()), answers);
            for (std::size_t k = 0; k < answers.size(); ++k) {
                answers_[hour * buses_.size() + order_[chunk.first_place + k]] =
                    std::move(answers[k]);
            }
        }
    }

    DcNetwork const& network_;
    HostingSpec spec_;
    std::span<BusId const> buses_;
    HostingHours const& hours_;
    std::size_t hour_count_;
    std::vector<std::size_t> order_;
    std::optional<ContingencyScreen> outages_;
    std::vector<HostingAnswer> answers_;
};

}  // namespace

std::vector<HostingAnswer> hosting_capacity(DcNetwork const& network, HostingSpec const& spec,
                                            std::span<BusId const> buses, HostingHours const& hours,
                                            int jobs) {
    return HostingRun{network, spec, buses, hours}.run(jobs);
}

}  // namespace gridrush
