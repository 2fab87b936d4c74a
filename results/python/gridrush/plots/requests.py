"""What happened to requests for connection, for the pictures of the queue."""

import pandas as pd

from .style import NothingToDraw

# Of files without /queue/events: date in /queue, what happened then, its power.
_DATES = [("applied_at", "filed", "requested_mw"), ("applied_at", "queued", "requested_mw"),
          ("ruled_at", "signed", "contract_mw"), ("energised_at", "energised", "contract_mw"),
          ("operating_at", "in_operation", "contract_mw"), ("left_at", "left", "requested_mw")]


def attributes(run):
    """Who asks for what, a row each: request, applicant, class, substation, ..."""
    if not run.has("queue", "request"):
        raise NothingToDraw("there is no queue")
    queue = run.frame("queue")
    if "applicant" not in queue:
        queue["applicant"] = queue["class"].replace({"ai_campus": "ai_training"})
    return queue


def history(run):
    """What happened, in the order of time: time, kind, request (row of attributes()), mw, detail."""
    queue = attributes(run)
    if run.has("queue_events", "time"):
        return run.frame("queue_events")[["time", "kind", "request", "mw", "detail"]]
    queue["contract_mw"] = queue["firm_mw"] + queue["non_firm_mw"]
    parts = []
    for date, kind, power in _DATES:
        part = queue[queue[date].notna() & ((kind != "signed") | (queue["contract_mw"] > 0))]
        parts.append(pd.DataFrame({"time": part[date], "kind": kind, "request": part.index,
                                   "mw": part[power], "detail": -1}))
    events = pd.concat(parts).sort_values("time", kind="stable").reset_index(drop=True)
    if events.empty:
        raise NothingToDraw("nobody has applied")
    return events


def first(events, kind):
    """Time of the first event of a kind, by request."""
    return events[events["kind"] == kind].groupby("request")["time"].first()


def is_end(events):
    """Which events end a request: it left, or lost all of its contract."""
    return (events["kind"] == "left") | ((events["kind"] == "lapsed") & (events["mw"] <= 0))


def observed_until(run, events):
    """Last instant that the run tells of."""
    last = events["time"].max()
    for group in ("system", "site", "bus"):
        if run.has(group, "time"):
            return max(last, run.times(group)[-1])
    return last
