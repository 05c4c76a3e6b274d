"""The peers of the value engine, each run by its own Python: `python value_peers.py PEER STEP FOLDER`.

Imports nothing of guanxi. Reads orders.npz or summary.npz of the folder and prints one JSON line for each thing
done: what, and CPU-seconds without imports and reading.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

END = "2026-06-30"
HORIZON = 365
Frame = Any  # pandas lives in the peers' environments only


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Do the work and print how much CPU it took."""
    began = spent()
    done = work()
    print(json.dumps({"what": what, "seconds": spent() - began}), flush=True)
    return done


def spent() -> float:
    """CPU-seconds of this process and of the compilers it has run."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def orders(folder: Path) -> Frame:
    import pandas

    with np.load(folder / "orders.npz") as columns:
        return pandas.DataFrame({name: columns[name] for name in ("customer_id", "ordered_at", "revenue")})


def summary(folder: Path) -> Frame:
    import pandas

    with np.load(folder / "summary.npz") as columns:
        names = {"frequency": "x", "recency": "t_x", "T": "T", "monetary_value": "m"}
        frame = pandas.DataFrame({name: columns[column] for name, column in names.items()})
    return frame.assign(customer_id=np.arange(len(frame)))


def lifetimes_summary(folder: Path) -> None:
    from lifetimes.utils import summary_data_from_transaction_data as summarise

    frame = orders(folder)
    timed("summary", lambda: summarise(frame, "customer_id", "ordered_at", "revenue", observation_period_end=END))


def lifetimes_chain(folder: Path) -> None:
    import lifetimes

    frame = summary(folder)
    history = [frame[name] for name in ("frequency", "recency", "T")]
    model = lifetimes.BetaGeoFitter()
    timed("fit bg_nbd", lambda: model.fit(*history))
    timed("predict bg_nbd", lambda: model.conditional_expected_number_of_purchases_up_to_time(HORIZON, *history))
    spend, paid = lifetimes.GammaGammaFitter(), frame[frame.monetary_value > 0]
    timed("fit gamma_gamma", lambda: spend.fit(paid.frequency, paid.monetary_value))
    money = frame.monetary_value
    timed("clv", lambda: spend.customer_lifetime_value(model, *history, money, time=12, discount_rate=0.008, freq="D"))


def lifetimes_mbg(folder: Path) -> None:
    import lifetimes

    frame = summary(folder)
    history = [frame[name] for name in ("frequency", "recency", "T")]
    timed("fit mbg_nbd", lambda: lifetimes.ModifiedBetaGeoFitter().fit(*history))


def lifetimes_pareto(folder: Path) -> None:
    import lifetimes

    frame = summary(folder)
    history = [frame[name] for name in ("frequency", "recency", "T")]
    model = lifetimes.ParetoNBDFitter()
    timed("fit pareto_nbd", lambda: model.fit(*history))
    timed("predict pareto_nbd", lambda: model.conditional_expected_number_of_purchases_up_to_time(HORIZON, *history))


def pymc_summary(folder: Path) -> None:
    from pymc_marketing.clv.utils import rfm_summary

    frame = orders(folder)
    timed("summary", lambda: rfm_summary(frame, "customer_id", "ordered_at", "revenue", observation_period_end=END))


def pymc_chain(folder: Path) -> None:
    from pymc_marketing import clv

    frame = summary(folder)
    model = clv.BetaGeoModel(data=frame)
    timed("fit bg_nbd", lambda: model.fit(method="map"))
    timed("predict bg_nbd", lambda: model.expected_purchases(frame, future_t=HORIZON))
    paid = frame[frame.monetary_value > 0]
    spend = clv.GammaGammaModel(data=paid)
    timed("fit gamma_gamma", lambda: spend.fit(method="map"))
    timed("clv", lambda: spend.expected_customer_lifetime_value(model, paid, future_t=12, discount_rate=0.008))


def pymc_mbg(folder: Path) -> None:
    from pymc_marketing import clv

    model = clv.ModifiedBetaGeoModel(data=summary(folder))
    timed("fit mbg_nbd", lambda: model.fit(method="map"))


def pymc_pareto(folder: Path) -> None:
    from pymc_marketing import clv

    frame = summary(folder)
    model = clv.ParetoNBDModel(data=frame)
    timed("fit pareto_nbd", lambda: model.fit(method="map"))
    timed("predict pareto_nbd", lambda: model.expected_purchases(frame, future_t=HORIZON))


STEPS = {
    "lifetimes": {
        "summary": lifetimes_summary,
        "chain": lifetimes_chain,
        "mbg": lifetimes_mbg,
        "pareto": lifetimes_pareto,
    },
    "pymc-marketing": {"summary": pymc_summary, "chain": pymc_chain, "mbg": pymc_mbg, "pareto": pymc_pareto},
}

if __name__ == "__main__":
    STEPS[sys.argv[1]][sys.argv[2]](Path(sys.argv[3]))
