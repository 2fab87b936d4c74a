#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "sim/adequacy/outage_table.hpp"
#include "sim/adequacy/sequential.hpp"
#include "experiments/adequacy_report.hpp"
#include "experiments/adequacy_system.hpp"
#include "experiments/command_line.hpp"

namespace gridrush {
namespace {

enum class AdequacyMethod { convolution, sequential };

struct AdequacyOptions {
    std::string system;
    AdequacyMethod method = AdequacyMethod::convolution;
    SequentialSettings sampling;
    std::optional<double> flexible_mw;
    std::optional<double> step_mw;
    OutputForm form = OutputForm::text;
};

std::vector<HourlyDemand> demands(AdequacySystem const& system, AdequacyAnswer const& answer) {
    std::vector<HourlyDemand> list{system.firm};
    if (answer.flexible) {
        list.push_back(answer.flexible->with_firm);
    }
    return list;
}

char const* name_of_case(std::size_t index) {
    return index == 0 ? "firm load" : "with flexible load";
}

void convolve(AdequacyOptions const& options, AdequacySystem const& system,
              AdequacyAnswer& answer) {
    double const step_mw = options.step_mw.value_or(table_step_mw(system.fleet));
    OutageTable const table{system.fleet, step_mw};
    double const peak_mw = system.firm.peak_mw();
    answer.method = fmt::format(
        "convolution in steps of {} MW; at the peak LOLP {:.6f}, expected shortfall {:.6f} MW",
        step_mw, table.lolp(peak_mw), table.edns_mw(peak_mw));
    answer.settings = {{"method", "convolution"},
                       {"step_mw", step_mw},
                       {"lolp_at_peak", table.lolp(peak_mw)},
                       {"edns_at_peak_mw", table.edns_mw(peak_mw)}};
    for (HourlyDemand const& demand : demands(system, answer)) {
        answer.cases.push_back(
            {name_of_case(answer.cases.size()), convolution_indices(table, demand), std::nullopt});
    }
}

void sample(AdequacyOptions const& options, AdequacySystem const& system, AdequacyAnswer& answer) {
    SequentialSettings const& sampling = options.sampling;
    answer.method =
        fmt::format("sequential Monte Carlo, {} years, seed {}; mean +- standard error of the mean",
                    sampling.years, sampling.seed);
    // Not the jobs: the answer is the same for any number of them.
    answer.settings = {
        {"method", "sequential"}, {"years", sampling.years}, {"seed", sampling.seed}};
    for (auto const& years : simulate_years(system.fleet, demands(system, answer), sampling)) {
        AdequacyEstimate const estimated = estimate(years);
        answer.cases.push_back(
            {name_of_case(answer.cases.size()), estimated.mean, estimated.standard_error});
    }
}

int adequacy(AdequacyOptions const& options) {
    AdequacySystem const system = read_adequacy_system(options.system);
    AdequacyAnswer answer;
    if (options.flexible_mw) {
        answer.flexible = add_flexible_load(system.firm, *options.flexible_mw);
    }
    if (options.method == AdequacyMethod::convolution) {
        convolve(options, system, answer);
    } else {
        sample(options, system, answer);
    }
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", adequacy_json(system, answer).dump(2));
    } else {
        fmt::print("{}", adequacy_text(system, answer));
    }
    return exit_done;
}

}  // namespace

void add_adequacy_verb(Verbs& verbs) {
    auto const options = std::make_shared<AdequacyOptions>();
    CLI::App& verb = verbs.add(
        "adequacy", "How reliably units serve a year of hourly load on one bus: LOLH, LOLE, EUE",
        "SYSTEM holds generators.csv (type,mw,count,for,mttf_h,mttr_h) and one "
        "load_hourly_mw*.csv (hour,mw).\nexamples:\n"
        "  gridrush adequacy rts79\n"
        "  gridrush adequacy rts79 --method sequential --years 10000 --jobs 2\n"
        "  gridrush adequacy rts79 --flexible-mw 320.58");
    verb.add_option("system", options->system, "Folder with units and hourly load")->required();
    std::map<std::string, AdequacyMethod> const methods{
        {"convolution", AdequacyMethod::convolution}, {"sequential", AdequacyMethod::sequential}};
    verb.add_option("--method", options->method,
                    "convolution (exact, the default) or sequential (sampled years)")
        ->transform(CLI::CheckedTransformer(methods).description(""))
        ->type_name("NAME");
    verb.add_option("--years", options->sampling.years, "Sampled years (default 1000)")
        ->check(CLI::Range(2, 1'000'000));
    verb.add_option("--seed", options->sampling.seed, "Seed of the sampled outages (default 1)");
    verb.add_option("--jobs", options->sampling.jobs, "Threads; the answer is the same for any")
        ->check(CLI::Range(1, 1024));
    verb.add_option("--flexible-mw", options->flexible_mw,
                    "Add a constant load of so many MW, cut to keep total demand at the old peak")
        ->check(CLI::Range(0.0, 1e9));
    verb.add_option("--step-mw", options->step_mw,
                    "Step of the outage table (default: the largest that is exact)")
        ->check(CLI::Range(1e-3, 1e6));
    add_json_flag(verb, options->form);
    verbs.on(verb, options->form, [options] { return adequacy(*options); });
}

}  // namespace gridrush
