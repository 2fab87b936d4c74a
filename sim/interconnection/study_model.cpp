#include "sim/interconnection/study_model.hpp"

#include <algorithm>
#include <limits>

namespace gridrush {

namespace {

constexpr std::size_t most_networks = 24;  ///< that are kept from one question to the next

}  // namespace

double mw_in_year(StudyLoad const& load, int year) {
    if (load.mw.empty()) {
        return 0.0;
    }
    return load.mw[std::min(static_cast<std::size_t>(year), load.mw.size() - 1)];
}

StudyModel::StudyModel(Grid const& grid, Experiment const& experiment)
    : grid_{grid}, experiment_{experiment}, snapshots_{grid, experiment} {}

void StudyModel::take(StudyQuestion const& question) {
    question_ = question;
    programs_.clear();
    if (networks_.size() > most_networks) {
        networks_.erase(networks_.begin(), networks_.end() - most_networks);
    }
    cases_.assign(static_cast<std::size_t>(question.years), {});
    places_ = {};
    substations_.clear();
    for (StudyLoad const& load : question.group) {
        auto const place = std::ranges::find(substations_, load.substation);
        places_.bus.push_back(load.bus);
        places_.substation.push_back(static_cast<std::size_t>(place - substations_.begin()));
        if (place == substations_.end()) {
            substations_.push_back(load.substation);
        }
    }
    places_.substations = substations_.size();
}

std::vector<double> StudyModel::asked_mw(int year) const {
    std::vector<double> asked;
    for (StudyLoad const& load : question_.group) {
        asked.push_back(mw_in_year(load, year));
    }
    return asked;
}

Criterion StudyModel::criterion() const {
    return experiment_.study.security == Security::n_1 ? Criterion::secure : Criterion::intact;
}

UpgradedEquipment StudyModel::standing(int year) const {
    UpgradedEquipment equipment{grid_};
    equipment.add_standing(question_.upgrades, begin_of(year));
    return equipment;
}

UpgradedEquipment StudyModel::ordered() const {
    UpgradedEquipment equipment{grid_};
    equipment.add_standing(question_.upgrades, TimePoint::max());
    return equipment;
}

std::vector<char> StudyModel::branches_in_service(int year) const {
    auto in_service = grid_.branches_in_service(begin_of(year));
    auto const at_end = grid_.branches_in_service(end_of_study_year(begin_of(year)));
    for (std::size_t l = 0; l < in_service.size(); ++l) {
        in_service[l] = in_service[l] != 0 && at_end[l] != 0 ? 1 : 0;
    }
    return in_service;
}

StudyNetwork& StudyModel::network(int year, UpgradedEquipment const& equipment) {
    auto in_service = branches_in_service(year);
    auto const place = std::ranges::find_if(networks_, [&](auto const& network) {
        return network->is_of(in_service, equipment.reactance_factor);
    });
    if (place != networks_.end()) {
        std::rotate(place, place + 1, networks_.end());
    } else {
        networks_.push_back(std::make_unique<StudyNetwork>(
            grid_, experiment_.convention, std::move(in_service), equipment.reactance_factor));
    }
    return *networks_.back();
}

std::span<SnapshotCase const> StudyModel::cases(int year) {
    auto& made = cases_[static_cast<std::size_t>(year)];
    if (!made.empty()) {
        return made;
    }
    for (PlanningSnapshot& snapshot : snapshots_.of(question_.now, year)) {
        for (StudyLoad const& load : question_.ahead) {
            snapshot.native_mw[load.bus.index()] += mw_in_year(load, year);
        }
        made.push_back({std::move(snapshot.native_mw), std::move(snapshot.generator_min_mw),
                        std::move(snapshot.generator_max_mw)});
    }
    return made;
}

JointLp& StudyModel::program(int year, UpgradedEquipment const& equipment) {
    auto const all = cases(year);
    StudyNetwork& of_year = network(year, equipment);
    auto place = std::ranges::find(programs_, &of_year, &Program::network);
    if (place == programs_.end()) {
        programs_.push_back(
            {&of_year, -1, std::make_unique<JointLp>(of_year, grid_, places_, all.size())});
        place = programs_.end() - 1;
    }
    if (place->year != year) {
        place->lp->set_cases({all.begin(), all.end()});
        place->year = year;
    }
    place->lp->set_added(equipment.added_mw);
    return *place->lp;
}

std::vector<double> StudyModel::room_mw(int year, UpgradedEquipment const& equipment,
                                        int spare_banks) const {
    TimePoint const from = begin_of(year);
    std::vector<double> room;
    for (SubstationId const substation : substations_) {
        double mw = experiment_.power_factor *
                    bank_capacity_mva(grid_, substation, from, end_of_study_year(from),
                                      equipment.bank_mva[substation.index()], spare_banks);
        for (StudyLoad const& load : question_.ahead) {
            mw -= load.substation == substation ? mw_in_year(load, year) : 0.0;
        }
        room.push_back(mw);
    }
    return room;
}

}  // namespace gridrush
