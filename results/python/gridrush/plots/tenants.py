"""Tenants and their moves, for the pictures of migration."""

from .style import PINK, RED, SKY, NothingToDraw

# Not those of the classes of load.
KIND_COLOURS = {"training": RED, "fine_tuning": PINK, "batch": "#B8A000", "inference": SKY}
KIND_NAMES = {"training": "training", "fine_tuning": "fine-tuning", "batch": "batch",
              "inference": "inference"}


def table(run):
    """Tenants, a row each: tenant, kind, first_site, it_mw, ..."""
    if not run.has("tenants", "tenant"):
        raise NothingToDraw("there are no tenants")
    return run.frame("tenants")


def moves(run, tenants):
    """Moves and splits in the order in which they were decided, with the kind of the tenant."""
    if not run.has("migrations", "decided_at"):
        raise NothingToDraw("no tenant moved")
    found = run.frame("migrations").sort_values("decided_at", kind="stable")
    found["of"] = tenants["kind"].to_numpy()[found["tenant"]]
    return found


def times_of(run):
    """First and last instant that the run tells of."""
    for group in ("system", "site", "tenant"):
        if run.has(group, "time"):
            bounds = run.times(group)
            return bounds[0], bounds[-1]
    raise NothingToDraw("no series was recorded")


def amount(gb):
    """Bytes in words."""
    return f"{gb / 1e3:,.3g} TB" if gb >= 1e3 else f"{gb:,.3g} GB"


def counted(moves):
    """How many moves and splits, in words."""
    words = [f"{number} {name}{'s' if number != 1 else ''}" for name in ("move", "split")
             if (number := int((moves["kind"].astype(str) == name).sum()))]
    return " and ".join(words) or "no moves"
