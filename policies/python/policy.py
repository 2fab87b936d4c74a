"""What a policy in Python is written with: base classes, parameters, views, decisions.

A file holds one class derived from Interconnection, Curtailment, Migration, Strategy or Loading:

    from gridrush.policy import Curtailment, Parameter

    class Rule(Curtailment):
        "One sentence that says what it does."
        name = "my_rule"
        source = "citation, or modelling choice"
        parameters = {"floor_mw": Parameter(0.0, minimum=0, description="MW that nobody loses")}

        def decide(self, view, rng):  # self.floor_mw is the parameter's value
            ...

The views are those of the program, column by column; a test makes one from lists. Columns are
read-only arrays: MW and other numbers float64, ids (rows of the run's tables) int32, times
datetime64[s]. An array that is kept after the call stays what it was.
"""

import inspect
import math
from typing import NamedTuple

import numpy as np

TIER_USD_PER_MWH = 1500.0
RULING_KINDS = ("wait", "grant", "refuse")
RULING_REASONS = ("fits", "transformer_full", "network_full", "capacity_is_non_firm", "too_large")
LOADING_CLASSES = ("normal", "long_term_emergency", "short_term_emergency")
MINE_USES = ("mine",)


class Parameter:
    """A parameter of a policy. Its type is that of the default: number, bool or text."""

    def __init__(self, default, *, minimum=-math.inf, maximum=math.inf, choices=(), description="",
                 source="modelling choice"):
        if isinstance(default, (int, float, np.number)) and not isinstance(default, bool):
            default = float(default)
        if not isinstance(default, (float, bool, str)):
            raise TypeError(f"a parameter is a number, a bool or a text (found {default!r})")
        self.default = default
        self.minimum, self.maximum = float(minimum), float(maximum)
        self.choices = tuple(str(choice) for choice in choices)
        self.description, self.source = str(description), str(source)


class StudyResult(NamedTuple):
    """What the engineers answer, MW; see policies/interconnection/interconnection.hpp."""

    transformer_mw: float
    transformer_n0_mw: float
    network_mw: float


class Ruling(NamedTuple):
    """What is decided about one open request."""

    request: int
    kind: str
    firm_mw: float = 0.0
    non_firm_mw: float = 0.0
    reason: str = "fits"


def grant(request, firm_mw=0.0, non_firm_mw=0.0, reason=None):
    """Connects: firm MW are cut only in an emergency, non-firm ones by the curtailment policy."""
    if reason is None:
        reason = "capacity_is_non_firm" if non_firm_mw > 0 else "fits"
    return Ruling(request, "grant", firm_mw, non_firm_mw, reason)


def wait(request, reason="network_full"):
    return Ruling(request, "wait", 0.0, 0.0, reason)


def refuse(request, reason="too_large"):
    return Ruling(request, "refuse", 0.0, 0.0, reason)


class Move(NamedTuple):
    """Load that leaves a site for another."""

    from_site: int
    to_site: int
    mw: float


_INTEGERS = {"site", "request", "substation"}
_TIMES = {"energised_at", "applied_at"}


class View:
    """Columns of equal length and single values. Made from keywords, for tests: what is not given
    is 0; ids count from 0."""

    __slots__ = ("now",)
    singles = {}
    functions = ()

    def __init__(self, *, now="2025-01-01", **given):
        columns = [slot for slot in self.__slots__
                   if slot not in self.singles and slot not in self.functions]
        if unknown := sorted(set(given) - set(self.__slots__)):
            raise TypeError(f"{type(self).__name__} has no {', '.join(unknown)} "
                            f"(it has now, {', '.join(self.__slots__)})")
        self.now = np.datetime64(now, "s")
        for slot, default in self.singles.items():
            setattr(self, slot, float(given.get(slot, default)))
        for slot in self.functions:
            setattr(self, slot, given.get(slot))
        rows = {len(given[slot]) for slot in columns if slot in given} or {0}
        if len(rows) > 1:
            raise ValueError(f"columns of different lengths: {sorted(rows)}")
        for slot in columns:
            setattr(self, slot, self._column(slot, given.get(slot), rows.copy().pop()))

    def _column(self, slot, values, rows):
        kind = ("int32" if slot in _INTEGERS else "datetime64[s]" if slot in _TIMES
                else "bool" if slot == "studied" else "float64")
        if values is None:
            values = np.arange(rows) if slot in _INTEGERS else [self.now] * rows \
                if slot in _TIMES else np.zeros(rows)
        column = np.array(values, dtype=kind)
        column.flags.writeable = False
        return column


class InterconnectionView(View):
    """The open requests in the order of their application. `study(request, ahead)` gives a
    StudyResult; `ahead` is a list of (request, MW) that are counted as built."""

    __slots__ = ("request", "applied_at", "requested_mw", "substation", "studied", "study")
    functions = ("study",)


class CurtailmentView(View):
    """The sites among which `cut_mw` is to be split; it is at most the sum of `cuttable_mw`."""

    __slots__ = ("interval_h", "cut_mw", "site", "contracted_mw", "cuttable_mw",
                 "bid_usd_per_mwh", "energised_at")
    singles = {"interval_h": 1.0, "cut_mw": 0.0}


class MigrationView(View):
    """Where load could go, per site, at a month's end."""

    __slots__ = ("site", "contracted_mw", "served_mwh", "cut_mwh", "price_usd_per_mwh")


class StrategyView(View):
    """The mines at a quarter's end."""

    __slots__ = ("hashprice_usd_per_ph_day", "site", "contracted_mw", "mined_mwh", "margin_usd")
    singles = {"hashprice_usd_per_ph_day": 0.0}


class LoadingView(View):
    """Substations with their transformer banks before an operating interval.
    `carriable_mw(row, loading_class, hours)` asks the transformer engineers."""

    __slots__ = ("interval_h", "substation", "firm_mw", "bank_mw", "ambient_c", "top_oil_c",
                 "hot_spot_c", "carriable_mw")
    singles = {"interval_h": 1.0}
    functions = ("carriable_mw",)


class Policy:
    """What all have: a name, a source, parameters. Parameters become attributes of `self`."""

    name = ""
    source = "modelling choice"
    parameters = {}

    def __init__(self, **values):
        if unknown := sorted(set(values) - set(self.parameters)):
            raise TypeError(f"unknown parameter {', '.join(unknown)}")
        for name, parameter in self.parameters.items():
            setattr(self, name, values.get(name, parameter.default))


class Interconnection(Policy):
    """Who connects, when, and with what right: decide() gives a list of Rulings about open
    requests, made with grant(), wait() and refuse()."""


class Curtailment(Policy):
    """Who is cut when not all can be served: decide() gives MW per row of the view."""

    def offer(self, bid_usd_per_mwh):
        """Price at which a site's interruptible MW may be left unserved, USD/MWh."""
        return TIER_USD_PER_MWH


class Migration(Policy):
    """Which load moves to another site: decide() gives a list of Moves."""


class Strategy(Policy):
    """What a mine turns into: decide() gives one of MINE_USES per row of the view."""


class Loading(Policy):
    """How far transformer banks are loaded: decide() gives MW per row of the view."""


_FAMILIES = (Interconnection, Curtailment, Migration, Strategy, Loading)


def _sum(values):
    """Added up one after the other, as the program does: np.sum adds in another order."""
    return float(np.cumsum(values)[-1]) if len(values) else 0.0


def split_in_proportion(view, weight):
    """Shares view.cut_mw in proportion to `weight` (>= 0); what a row cannot bear goes to the
    others. Bit by bit what policies/curtailment/split.cpp gives."""
    limit, weight = view.cuttable_mw, np.asarray(weight, dtype=float)
    cut, left = np.zeros(len(limit)), view.cut_mw
    for _ in range(len(limit) + 1):
        room = limit - cut
        rows = room > 0.0
        open_weight, open_mw = _sum(weight[rows]), _sum(room[rows])
        if left <= 0.0 or open_mw <= 0.0:
            break
        share = weight / open_weight if open_weight > 0.0 else room / open_mw
        part = np.where(rows, np.minimum(room, left * share), 0.0)
        cut = np.minimum(cut + part, limit)
        placed = _sum(part)
        left -= placed
        if placed <= 0.0:
            break
    return cut


def split_in_order(view, order):
    """Cuts rows one after the other in `order` (row numbers), each as far as it goes."""
    cut, left = np.zeros(len(view.site)), view.cut_mw
    for row in order:
        cut[row] = min(left, view.cuttable_mw[row])
        left -= cut[row]
    return cut


class _NotAPolicy(Exception):
    """What is wrong with a file, in words that need no traceback."""


def _class_of(module):
    """The one policy that a module defines; classes that others are derived from do not count."""
    own = [value for value in vars(module).values()
           if isinstance(value, type) and issubclass(value, Policy)
           and value.__module__ == module.__name__]
    found = [one for one in dict.fromkeys(own)
             if not any(one is not other and issubclass(other, one) for other in own)]
    if not found:
        raise _NotAPolicy("no policy: no class is derived from Interconnection, Curtailment, "
                          "Migration, Strategy or Loading of gridrush.policy")
    if len(found) > 1:
        raise _NotAPolicy(f"{len(found)} policies: {', '.join(one.__name__ for one in found)} "
                          "(a file holds one)")
    return found[0]


def _check_method(cls, method, arguments):
    if not callable(getattr(cls, method, None)):
        raise _NotAPolicy(f"class {cls.__name__} has no {method}(self, {', '.join(arguments)})")
    try:
        inspect.signature(getattr(cls, method)).bind(None, *arguments)
    except TypeError as error:
        raise _NotAPolicy(f"{cls.__name__}.{method} must take (self, {', '.join(arguments)}): "
                          f"{error}") from None


def _check_parameters(cls):
    if not isinstance(cls.parameters, dict):
        raise _NotAPolicy(f"{cls.__name__}.parameters must be a dict of names and Parameters "
                          f"(found {cls.parameters!r})")
    for name, parameter in cls.parameters.items():
        if not isinstance(name, str) or not name.isidentifier():
            raise _NotAPolicy(f"parameter {name!r} of {cls.__name__} must be a word of letters, "
                              "digits and _")
        if not isinstance(parameter, Parameter):
            raise _NotAPolicy(f"parameter {name} of {cls.__name__} must be a Parameter (found "
                              f"{parameter!r})")
        if hasattr(cls, name):
            raise _NotAPolicy(f"parameter {name} of {cls.__name__} has the name of something else "
                              "in the class")


def _declaration(module):
    """What the program is told of the policy of a module; raises _NotAPolicy."""
    cls = _class_of(module)
    families = [family for family in _FAMILIES if issubclass(cls, family)]
    if len(families) != 1:
        raise _NotAPolicy(f"class {cls.__name__} must be derived from one of "
                          f"{', '.join(family.__name__ for family in _FAMILIES)}")
    _check_method(cls, "decide", ("view", "rng"))
    if families[0] is Curtailment:
        _check_method(cls, "offer", ("bid_usd_per_mwh",))
    _check_parameters(cls)
    for attribute in ("name", "source"):
        if not isinstance(getattr(cls, attribute), str) or not getattr(cls, attribute).strip():
            raise _NotAPolicy(f"class {cls.__name__} needs {attribute} = \"...\"")
    return {"class": cls, "family": families[0].__name__.lower(), "name": cls.name,
            "summary": " ".join((cls.__doc__ or cls.name).split()), "source": cls.source,
            "parameters": cls.parameters,
            "offers": families[0] is Curtailment and cls.offer is not Curtailment.offer}


def _error_text(error, path):
    """`path:line: Type: what it says`, of the innermost line of the policy's own file."""
    import traceback  # only here, since it takes longer to import than most runs need Python

    text = " ".join(str(error).split())
    if isinstance(error, _NotAPolicy):
        return text
    line = 0
    if isinstance(error, SyntaxError) and error.filename == path:
        line, text = error.lineno, error.msg
    else:
        lines = [number for frame, number in traceback.walk_tb(error.__traceback__)
                 if frame.f_code.co_filename == path]
        line = lines[-1] if lines else 0
    where = f"{path}:{line}: " if line else ""
    return f"{where}{type(error).__name__}{': ' if text else ''}{text}"
