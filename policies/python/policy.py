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
CURTAILMENT_TIERS = ("price_response", "non_firm", "demand_response", "backup_generation",
                     "remote_disconnect", "firm", "under_frequency")
CUT_PAYMENTS = ("contract", "as_bid", "clearing")
TENANT_KINDS = ("training", "fine_tuning", "batch", "inference")


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


class Caps(NamedTuple):
    """By calendar year: hours, and a share of what a site would have drawn."""

    hours_per_year: float = math.inf
    energy_share: float = 1.0


class Move(NamedTuple):
    """What is decided about one tenant, made with move(), split(), pause() and resume()."""

    tenant: int
    kind: str
    to: int = -1
    share: float = 1.0


def move(tenant, to):
    """All of it goes to the site `to`."""
    return Move(tenant, "move", to)


def split(tenant, to, share):
    """The site `to` serves `share` (0..1) of an inference tenant's load from now on; 0: none."""
    return Move(tenant, "split", to, share)


def pause(tenant):
    """It saves its work and draws nothing until it is resumed."""
    return Move(tenant, "pause")


def resume(tenant):
    return Move(tenant, "resume")


_KINDS = ({name: "int32" for name in ("site", "request", "substation", "tenant", "split_to",
                                      "contract_class")}
          | {name: "datetime64[s]" for name in ("energised_at", "applied_at", "lease_ends_at",
                                                "last_cut_at")}
          | {name: "bool" for name in ("studied", "paused", "moving")} | {"kind": "U11"})
_DEFAULTS = {"split_to": -1, "kind": TENANT_KINDS[0], "contract_class": 0, "last_cut_at": "NaT",
             "hours_left": math.inf, "mwh_left": math.inf, "relief": 1.0}


class Columns:
    """Columns of equal length and single values. Made from keywords, for tests: what is not given
    is 0, or what stands for nothing; ids count from 0."""

    __slots__ = ()
    singles = {}
    objects = ()

    def __init__(self, **given):
        columns = [slot for slot in self.__slots__
                   if slot not in self.singles and slot not in self.objects]
        if unknown := sorted(set(given) - set(self.__slots__)):
            raise TypeError(f"{type(self).__name__} has no {', '.join(unknown)} "
                            f"(it has {', '.join(self.__slots__)})")
        for slot, default in self.singles.items():
            setattr(self, slot, type(default)(given.get(slot, default)))
        for slot in self.objects:
            value = given.get(slot)
            setattr(self, slot, np.asarray(value, float) if isinstance(value, list) else value)
        rows = {len(given[slot]) for slot in columns if slot in given} or {0}
        if len(rows) > 1:
            raise ValueError(f"columns of different lengths: {sorted(rows)}")
        for slot in columns:
            setattr(self, slot, self._column(slot, given.get(slot), rows.copy().pop()))

    def _column(self, slot, values, rows):
        kind = _KINDS.get(slot, "float64")
        if values is None:
            values = [_DEFAULTS[slot]] * rows if slot in _DEFAULTS else np.arange(rows) \
                if kind == "int32" else [getattr(self, "now", "2025-01-01")] * rows \
                if kind == "datetime64[s]" else np.zeros(rows)
        column = np.array(values, dtype=kind)
        column.flags.writeable = False
        return column


class View(Columns):
    """What a policy sees at the time `now`."""

    __slots__ = ("now",)

    def __init__(self, *, now="2025-01-01", **given):
        self.now = np.datetime64(now, "s")
        super().__init__(**given)


class InterconnectionView(View):
    """The open requests in the order of their application. `study(request, ahead)` gives a
    StudyResult; `ahead` is a list of (request, MW) that are counted as built."""

    __slots__ = ("request", "applied_at", "requested_mw", "substation", "studied", "study")
    objects = ("study",)


class CurtailmentView(View):
    """The sites among which `cut_mw` is to be split; it is at most the sum of `cuttable_mw`. `tier`
    is one of CURTAILMENT_TIERS; `last_cut_at` is NaT for who was never cut."""

    __slots__ = ("interval_h", "cut_mw", "tier", "site", "contracted_mw", "cuttable_mw",
                 "bid_usd_per_mwh", "energised_at", "contract_class", "paid_usd_per_mwh",
                 "cut_hours", "cut_mwh", "hours_left", "mwh_left", "last_cut_at", "relief")
    singles = {"interval_h": 1.0, "cut_mw": 0.0, "tier": "non_firm"}


class StandDownView(View):
    """Large loads before an interval; `forecast_mw` is the system load forecast the day before, of
    this interval and those of the day after it."""

    __slots__ = ("interval_h", "month_peak_mw", "site", "wanted_mw", "break_even_usd_per_mwh",
                 "lmp_usd_per_mwh", "forecast_mw")
    singles = {"interval_h": 1.0, "month_peak_mw": 0.0}
    objects = ("forecast_mw",)


class HostColumns(Columns):
    """Sites that take tenants; see policies/migration/migration.hpp."""

    __slots__ = ("site", "granted_share", "free_it_mw", "price_usd_per_mwh", "month_usd_per_mwh",
                 "month_granted_share", "co2_t_per_mwh", "forecast_cut_share", "wan_gbps")


class TenantColumns(Columns):
    """Tenants; `kind` is one of TENANT_KINDS, `split_to` -1 where nothing is split."""

    __slots__ = ("tenant", "kind", "site", "it_mw", "state_gb", "restart_h", "move_usd",
                 "worth_usd_per_mwh", "unsaved_h", "flexible_share", "split_to", "split_share",
                 "lease_ends_at", "paused", "moving")


class MigrationView(View):
    """Tenants and the sites that take them; forecasts look `forecast_h` hours ahead."""

    __slots__ = ("forecast_h", "hosts", "tenants")
    singles = {"forecast_h": 24.0}
    objects = ("hosts", "tenants")


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
    objects = ("carriable_mw",)


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

    def payment(self):
        """What a cut MWh is paid: one of CUT_PAYMENTS. Asked once."""
        return "contract"

    def caps(self):
        """Limits of every site's cuts beside those of its contract. Asked once."""
        return Caps()

    def stand_down(self, view, rng):
        """MW per row of a StandDownView that loads leave off by their own choice; asked before
        every interval when a policy has it."""
        return np.zeros(len(view.site))


class Migration(Policy):
    """Which tenants move to another site: decide() gives a list of Moves, made with move(),
    split(), pause() and resume(); tenants that are not named stay as they are."""


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
    signature = ", ".join(("self", *arguments))
    if not callable(getattr(cls, method, None)):
        raise _NotAPolicy(f"class {cls.__name__} has no {method}({signature})")
    try:
        inspect.signature(getattr(cls, method)).bind(None, *arguments)
    except TypeError as error:
        raise _NotAPolicy(f"{cls.__name__}.{method} must take ({signature}): {error}") from None


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
        _check_method(cls, "payment", ())
        _check_method(cls, "caps", ())
        _check_method(cls, "stand_down", ("view", "rng"))
    _check_parameters(cls)
    for attribute in ("name", "source"):
        if not isinstance(getattr(cls, attribute), str) or not getattr(cls, attribute).strip():
            raise _NotAPolicy(f"class {cls.__name__} needs {attribute} = \"...\"")
    return {"class": cls, "family": families[0].__name__.lower(), "name": cls.name,
            "summary": " ".join((cls.__doc__ or cls.name).split()), "source": cls.source,
            "parameters": cls.parameters,
            "offers": families[0] is Curtailment and cls.offer is not Curtailment.offer,
            "stands_down": (families[0] is Curtailment
                            and cls.stand_down is not Curtailment.stand_down)}


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
