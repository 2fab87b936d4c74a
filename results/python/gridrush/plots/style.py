"""How every picture looks."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.dates as dates  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402

# Okabe and Ito (2008): told apart by colour-blind readers.
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, RED, PINK, BLACK, GREY = "#0072B2", "#D55E00", "#CC79A7", "#222222", "#B8B8B8"

CLASS_COLOURS = {"native": GREY, "industry": GREEN, "ai_campus": BLUE, "mine": ORANGE}
CLASS_NAMES = {"native": "native load", "industry": "other industry", "ai_campus": "AI campuses",
               "mine": "bitcoin mines"}

APPLICANT_COLOURS = {"ai_training": BLUE, "ai_inference": SKY, "cloud": PINK, "mine": ORANGE,
                     "sovereign_mine": RED, "industry": GREEN, "generator_backed": "#777777"}
APPLICANT_NAMES = {"ai_training": "AI training", "ai_inference": "AI inference", "cloud": "cloud",
                   "mine": "bitcoin mines", "sovereign_mine": "sovereign mines",
                   "industry": "other industry", "generator_backed": "generator-backed"}

_RC = {
    "figure.dpi": 150, "savefig.dpi": 150, "font.size": 9, "font.family": "DejaVu Sans",
    "axes.titlesize": 11, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "axes.edgecolor": "#666666", "axes.labelcolor": BLACK, "text.color": BLACK,
    "xtick.color": "#444444", "ytick.color": "#444444",
    "grid.color": "#E4E4E4", "grid.linewidth": 0.7, "legend.frameon": False,
}


class NothingToDraw(Exception):
    """The run does not hold what a picture needs; the text says what."""


def new_figure(width, height, rows=1, **options):
    """Figure and axes in the common style."""
    with plt.rc_context(_RC):
        figure, axes = plt.subplots(rows, 1, figsize=(width, height), constrained_layout=True,
                                    **options)
        for axis in figure.axes:
            axis.grid(True, axis="y")
    return figure, axes


def title(figure, axis, headline, run):
    """What is seen, and below it which run it is."""
    with plt.rc_context(_RC):
        note = f"{run.name}" + ("" if run.status == "complete" else f" (status: {run.status})")
        axis.set_title(headline, pad=17, loc="left", fontsize=11, fontweight="bold")
        axis.text(0, 1.0, note, transform=axis.transAxes, fontsize=8, color="#666666",
                  va="bottom", ha="left", clip_on=False)


def unit_of(mw):
    """(divisor, unit) in which a power is easy to read."""
    return (1000.0, "GW") if mw >= 1000 else (1.0, "MW")


def time_axis(axis):
    locator = dates.AutoDateLocator(minticks=4, maxticks=12)
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))


def legend(axis, handles=None, labels=None, **options):
    """Outside, to the right of the axes."""
    arguments = {} if handles is None else {"handles": handles}
    if labels is not None:
        arguments["labels"] = labels
    return axis.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0,
                       frameon=False, fontsize=8.5, **arguments, **options)


def save(figure, path):
    figure.savefig(path)
    plt.close(figure)
    return path
