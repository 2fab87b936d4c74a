#include <cmath>
#include <limits>
#include <stdexcept>

#include "policies/curtailment/split.hpp"
#include "policies/write_policy.hpp"

namespace {

using namespace gridrush;

/// Shares every cut as it should, but for one mistake of the kind that it is told to make.
class BadSplit : public CurtailmentPolicy {
public:
    explicit BadSplit(Parameters const& parameters) : mistake_{parameters.text("mistake")} {
        if (mistake_ == "constructor") {
            throw std::runtime_error{"no licence"};
        }
    }

    static std::span<ParameterInfo const> parameters() {
        static std::vector<ParameterInfo> const declared{
            {.name = "mistake",
             .default_value = std::string{"nan"},
             .choices = {"nan", "length", "negative", "beyond_contract", "sum", "throw",
                         "throw_number", "loop", "constructor", "offer", "loop_offer", "crash",
                         "recurse"},
             .description = "what it does wrong",
             .source = "made up"}};
        return declared;
    }

    double offer_usd_per_mwh(double) const override {
        if (mistake_ == "loop_offer") {
            loop();
        }
        return mistake_ == "offer" ? std::nan("") : tier_usd_per_mwh;
    }

    CurtailmentDecision decide(CurtailmentView const& view, Rng&) override {
        auto cut = split_in_proportion(view, view.contracted_mw);
        if (mistake_ == "nan") {
            cut.back() = std::numeric_limits<double>::quiet_NaN();
        } else if (mistake_ == "length") {
            cut.push_back(0.0);
        } else if (mistake_ == "negative") {
            cut.front() = -1.0;
        } else if (mistake_ == "beyond_contract") {
            cut.front() = view.contracted_mw.front() + 1.0;
        } else if (mistake_ == "sum") {
            cut.assign(cut.size(), 0.0);
        } else if (mistake_ == "throw") {
            throw std::runtime_error{"out of ideas"};
        } else if (mistake_ == "throw_number") {
            throw 42;
        } else if (mistake_ == "loop") {
            loop();
        } else if (mistake_ == "crash") {
            *nowhere() = 1.0;
        } else if (mistake_ == "recurse") {
            static_cast<void>(depth(view.cut_mw));
        }
        return cut;
    }

private:
    static void loop() {
        for (bool volatile more = true; more;) {
        }
    }
    static double volatile* nowhere() {
        double* volatile address = nullptr;
        return address;
    }
    static double depth(double from) {
        double volatile here = from + 1.0;
        return here > 0.0 ? depth(here) + here : here;
    }

    std::string mistake_;
};

}  // namespace

GRIDRUSH_POLICY(curtailment, BadSplit, "bad_split", "Shares a cut with a mistake.", "made up")
