#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <exception>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "policies/laws/cases.hpp"
#include "policies/laws/laws.hpp"

namespace gridrush {

/// One law that was broken and how.
struct Finding {
    std::string_view law;
    std::string found;
};
using Findings = std::vector<Finding>;

inline constexpr std::string_view law_answers = "answers";
inline constexpr std::string_view law_repeatable = "repeatable";
inline constexpr std::string_view law_row_order = "row_order";

/// The same numbers, bit by bit.
[[nodiscard]] inline bool same_bits(std::vector<double> const& a, std::vector<double> const& b) {
    return std::ranges::equal(a, b, [](double x, double y) {
        return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
    });
}

[[nodiscard]] inline bool close(std::vector<double> const& a, std::vector<double> const& b) {
    double largest = 0.0;
    for (double const value : a) {
        largest = std::max(largest, std::abs(value));
    }
    return std::ranges::equal(a, b, [&](double x, double y) {
        return x == y || std::abs(x - y) <= 1e-9 + 1e-6 * largest;
    });
}

/// Laws of decisions that are one number of MW per row.
[[nodiscard]] inline bool judge_length_and_numbers(std::size_t rows,
                                                   std::vector<double> const& decision,
                                                   bool infinity_is_fine, Findings& findings) {
    if (decision.size() != rows) {
        findings.push_back(
            {"one_per_row", fmt::format("{} numbers (must be {})", decision.size(), rows)});
        return false;
    }
    for (std::size_t row = 0; row < rows; ++row) {
        if (std::isnan(decision[row]) || (!infinity_is_fine && std::isinf(decision[row]))) {
            findings.push_back({"is_number", fmt::format("{} in row {}", decision[row], row)});
            return false;
        }
    }
    return true;
}

/// Checks one family. `Family` says: Policy; laws() (name and meaning, beside the three above);
/// random(Rng&) -> LawCase; ask(Policy&, LawCase, Rng&, Findings&) -> what was decided;
/// judge(LawCase, decision, Findings&); numbers(LawCase, decision) -> the decision as numbers, in
/// an order that does not depend on that of the rows when it is given with `order`; has_row_order.
template <class Family>
class LawHarness {
public:
    using Policy = typename Family::Policy;

    LawHarness(PolicyMaker<Policy> const& make, LawOptions const& options)
        : make_{make}, options_{options} {}

    [[nodiscard]] LawReport run() {
        report_.laws = Family::laws();
        report_.laws.insert(report_.laws.begin(), {law_answers, "decides without an exception"});
        report_.laws.push_back({law_repeatable, "same view and same draws: same answer"});
        if (Family::has_row_order) {
            report_.laws.push_back({law_row_order, "the order of different rows decides nothing"});
        }
        for (std::size_t number = 1; number <= options_.cases; ++number) {
            if (options_.number != nullptr) {
                *options_.number = number;
            }
            Rng rng{options_.seed, Purpose::test, static_cast<std::uint32_t>(number)};
            check(Family::random(rng), number);
        }
        return std::move(report_);
    }

private:
    using Numbers = std::vector<double>;

    [[nodiscard]] Rng policy_rng(std::size_t number) const {
        return Rng{options_.seed, Purpose::policy, static_cast<std::uint32_t>(number)};
    }

    /// What a new policy decides, as numbers; nullopt when it throws.
    std::optional<Numbers> decide(LawCase const& law_case, Rng& rng, Findings& findings) {
        if (options_.decisions != nullptr) {
            ++*options_.decisions;
        }
        try {
            auto const policy = make_();
            auto const decision = Family::ask(*policy, law_case, rng, findings);
            Family::judge(law_case, decision, findings);
            return Family::numbers(decision);
        } catch (std::exception const& error) {
            findings.push_back({law_answers, error.what()});
        } catch (...) {
            findings.push_back({law_answers, "threw what is no std::exception"});
        }
        return std::nullopt;
    }

    /// Everything that a case breaks.
    Findings findings_of(LawCase const& law_case, std::size_t number, bool& drew) {
        Findings findings;
        Findings ignored;
        Rng rng = policy_rng(number);
        auto const first = decide(law_case, rng, findings);
        Rng fresh = policy_rng(number);
        drew = rng() != fresh();
        if (!first) {
            return findings;
        }
        Rng again = policy_rng(number);
        auto const second = decide(law_case, again, ignored);
        if (!second || !same_bits(*first, *second)) {
            findings.push_back({law_repeatable, "asked twice, it gave two answers"});
        } else if (findings.empty() && row_order_counts(law_case, drew)) {
            check_row_order(law_case, number, *first, findings);
        }
        return findings;
    }

    /// Rows that are alike, and draws in the order of the rows, may make their order matter.
    [[nodiscard]] static bool row_order_counts(LawCase const& law_case, bool drew) {
        return Family::has_row_order && !law_case.alike && !drew && law_case.rows() > 1;
    }

    void check_row_order(LawCase const& law_case, std::size_t number, Numbers const& first,
                         Findings& findings) {
        std::vector<std::size_t> order(law_case.rows());
        std::iota(order.rbegin(), order.rend(), std::size_t{0});
        Findings ignored;
        Rng rng = policy_rng(number);
        auto reversed = decide(law_case.in_order(order), rng, ignored);
        if (reversed && Family::one_per_row) {
            std::ranges::reverse(*reversed);
        }
        if (!reversed || !close(first, *reversed)) {
            findings.push_back({law_row_order, "the rows in reverse order gave another answer"});
        }
    }

    void check(LawCase const& law_case, std::size_t number) {
        bool drew = false;
        auto const findings = findings_of(law_case, number, drew);
        for (LawCount& count : report_.laws) {
            if (count.law == law_row_order && !row_order_counts(law_case, drew)) {
                continue;
            }
            ++count.checked;
            auto const found = std::ranges::find(findings, count.law, &Finding::law);
            if (found != findings.end() && ++count.broken == 1) {
                report_.breaks.push_back(smallest(law_case, number, *found));
            }
        }
    }

    /// Leaves out rows as long as the case breaks the law without them.
    LawBreak smallest(LawCase law_case, std::size_t number, Finding finding) {
        for (std::size_t row = law_case.rows(); row-- > 0;) {
            auto const fewer = law_case.without(row);
            bool drew = false;
            auto const findings = findings_of(fewer, number, drew);
            auto const found = std::ranges::find(findings, finding.law, &Finding::law);
            if (found != findings.end()) {
                law_case = fewer;
                finding = *found;
            }
        }
        return {finding.law,    finding.found,   number, law_case.rows(), Family::text(law_case),
                law_case.names, law_case.columns};
    }

    PolicyMaker<Policy> const& make_;
    LawOptions const& options_;
    LawReport report_;
};

}  // namespace gridrush
