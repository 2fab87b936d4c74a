#pragma once

#include <exception>
#include <functional>
#include <utility>

#include "sim/observer.hpp"
#include "sim/operations/policy_error.hpp"
#include "sim/operations/policy_watch.hpp"

namespace gridrush {

/// How a run asks its policies, which anybody may have written: each call is timed, what it throws
/// becomes a PolicyError, and what breaks the rules ends the run or is counted.
class PolicyCalls {
public:
    /// `record` is told of decisions that were put right and have no row of their own.
    PolicyCalls(PolicyChoices const& choices, std::function<void(DecisionRow const&)> record,
                PolicyWatch::Overrun const& overrun);

    /// What `call` gives, a call into the policy of `family` about `now`. Throws PolicyError for
    /// what it throws, and what answer() threw meanwhile.
    template <class Call>
    auto ask(PolicyFamily family, TimePoint now, Call const& call) {
        failed_answer_ = nullptr;
        Watched const watched{watch_, family, now};
        try {
            auto decision = call();
            rethrow_failed_answer();
            return decision;
        } catch (std::exception const& error) {
            rethrow_failed_answer();
            fail(family, now, {"threw: " + std::string{error.what()}});
        } catch (...) {
            rethrow_failed_answer();
            fail(family, now, {"threw what is no std::exception"});
        }
    }

    /// What `work` gives: the program's own answer to a question that a policy asks within a call.
    /// A failure is not the policy's, whatever it makes of it.
    template <class Work>
    auto answer(Work const& work) {
        struct Out {
            explicit Out(PolicyWatch& watch) : watch_{watch} { watch_.step_out(); }
            ~Out() { watch_.step_in(); }
            PolicyWatch& watch_;
        } const out{watch_};
        try {
            return work();
        } catch (...) {
            failed_answer_ = std::current_exception();
            throw;
        }
    }

    /// The decision of `family` about `now` breaks a rule. Throws PolicyError, or counts it and
    /// returns when decisions are to be put right.
    void break_rule(PolicyFamily family, TimePoint now, BrokenRule rule);
    /// As above; the decision of this kind has no row in the results unless it is put right.
    void break_silent_rule(PolicyFamily family, TimePoint now, BrokenRule rule);

    /// Decisions that were put right.
    [[nodiscard]] long clipped() const { return clipped_; }
    [[nodiscard]] std::string const& name_of(PolicyFamily family) const;

private:
    class Watched {
    public:
        Watched(PolicyWatch& watch, PolicyFamily family, TimePoint now) : watch_{watch} {
            watch_.enter(family, now);
        }
        ~Watched() { watch_.leave(); }
        Watched(Watched const&) = delete;
        Watched& operator=(Watched const&) = delete;

    private:
        PolicyWatch& watch_;
    };

    void rethrow_failed_answer() const {
        if (failed_answer_) {
            std::rethrow_exception(failed_answer_);
        }
    }
    [[noreturn]] void fail(PolicyFamily family, TimePoint now, BrokenRule rule) const;

    PolicyChoices choices_;
    std::function<void(DecisionRow const&)> record_;
    PolicyWatch watch_;
    std::exception_ptr failed_answer_;
    long clipped_ = 0;
};

}  // namespace gridrush
