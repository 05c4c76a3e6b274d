"""What only the simulator knows: who is who, everybody's whole wallet, who is still there, what was really kept."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.world.brand import (
    CATEGORIES,
    CITIES,
    NAMES,
    SOURCES,
    STORE,
    TIERS,
    TMALL,
    YOUNGEST,
    YOUZAN,
    Flags,
    Floats,
    Ints,
    use_by_month,
)
from guanxi.world.people import MONTH
from guanxi.world.records import Texts
from guanxi.world.sales import Lines
from guanxi.world.world import World

YEAR_WEEKS = 52


def write_truth(world: World, folder: Path) -> list[Path]:
    """Write the truth as Parquet: person, wallet, record, kept; money in yuan, one file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"person": persons(world), "wallet": wallets(world), "record": records(world), "kept": kept(world)}
    paths = []
    for name, table in tables.items():
        paths.append(folder / f"{name}.parquet")
        pq.write_table(table, paths[-1])
    return paths


def persons(world: World) -> pa.Table:
    """Return one row a person: child, purse, liking of the brand, life of the relationship."""
    people, life = world.people, world.life
    n = len(people)
    alive = life.left == world.weeks
    ended = [world.start + timedelta(days=week * 7) for week in life.left.tolist()]
    return pa.table(
        {
            "person_id": np.arange(n),
            "due_date": _days(world, people.due),
            "joined_on": _days(world, people.joined),
            "city": [CITIES[city] for city in people.city.tolist()],
            "price_tier": [TIERS[tier] for tier in people.tier.tolist()],
            "fond": people.fond,
            "eager": people.eager,
            "uses_app": people.app,
            "referred_by": pa.array(np.where(people.referrer >= 0, people.referrer, 0), mask=people.referrer < 0),
            "alive": alive,
            "left_on": pa.array(ended, pa.date32(), mask=alive),
            "kept": np.bincount(world.lines.person, world.lines.kept, minlength=n) / 100,
        }
    )


def wallets(world: World) -> pa.Table:
    """Return one row a person and category: need of the last and the next year anywhere, and what came to us."""
    people, life = world.people, world.life
    n, categories = people.leaning.shape
    person, category = (index.ravel() for index in np.indices((n, categories)))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(life.anywhere > 0, life.ours / life.anywhere, np.nan)
    return pa.table(
        {
            "person_id": person,
            "category": pa.array(NAMES).take(pa.array(category)),
            "wallet_12m": yearly_wallet(world).ravel() / 100,
            "spend_12m": _spend(world).ravel() / 100,
            "wallet_next_12m": need_next_year(world).ravel() / 100,
            "share_12m": pa.array(share.ravel(), mask=np.isnan(share.ravel())),
            "leaning": people.leaning.ravel(),
            "adopted": life.adopted.ravel(),
        }
    )


def records(world: World) -> pa.Table:
    """Return one row a key under which a source knows a person: telephone, else nickname; account; member number."""
    lines, seen = world.lines, world.records
    n = len(world.people)
    youzan, tmall = (lines.pick(lines.channel == channel) for channel in (YOUZAN, TMALL))
    other = second_account(world, tmall)
    parts = [
        (YOUZAN, _youzan_key(world), _met(youzan.person, n)),
        (TMALL, seen.tmall_nick, _met(tmall.person[~other], n)),
        (TMALL, seen.tmall_second, _met(tmall.person[other], n)),
        (STORE, seen.member, seen.member != ""),
    ]
    who = [np.flatnonzero(holds) for _, _, holds in parts]
    return pa.table(
        {
            "person_id": np.concatenate(who),
            "source": [SOURCES[part[0]] for part, rows in zip(parts, who, strict=True) for _ in rows],
            "customer_key": np.concatenate([part[1][rows] for part, rows in zip(parts, who, strict=True)]).tolist(),
        }
    )


def _met(person: Ints, n: int) -> Flags:
    """Which of n people occur in a column of people."""
    return np.asarray(np.bincount(person, minlength=n) > 0)


def second_account(world: World, lines: Lines) -> Flags:
    """Which lines came from somebody's second Tmall account: every third order of the few who have one."""
    return np.asarray((world.records.tmall_second[lines.person] != "") & (lines.order % 3 == 0))


def _youzan_key(world: World) -> Texts:
    """The telephone in E.164 where it is clear, else the nickname: a Youzan shop knows no customer number."""
    seen = world.records
    masked = np.char.find(seen.youzan_phone, "*") >= 0
    return np.where(masked, seen.youzan_nick, np.char.add("+86", seen.youzan_phone))


def kept(world: World) -> pa.Table:
    """Return money really kept and order lines of each source, in yuan."""
    lines = world.lines
    money = np.bincount(lines.channel, lines.kept, minlength=len(SOURCES)) / 100
    return pa.table({"source": SOURCES, "kept": money, "lines": np.bincount(lines.channel, minlength=len(SOURCES))})


def yearly_wallet(world: World) -> Floats:
    """Return what each person spent in each category anywhere in the last 52 weeks, in fen at list price."""
    return np.asarray(world.life.anywhere * _pack_price(world))


def need_next_year(world: World) -> Floats:
    """Return what each person will need in each category in the 52 weeks after the end, in fen at list price."""
    curve = use_by_month()
    total = np.zeros(world.people.leaning.shape)
    for week in range(world.weeks, world.weeks + YEAR_WEEKS):
        month = np.floor((week * 7 - world.people.due) / MONTH).astype(np.int64) - YOUNGEST
        total += np.where(((month >= 0) & (month < len(curve)))[:, None], curve[np.clip(month, 0, len(curve) - 1)], 0)
    return np.asarray(total * world.people.scale * _pack_price(world))


def _spend(world: World) -> Ints:
    """Return money kept from each person in each category in the last 52 weeks, in fen."""
    shape = world.people.leaning.shape
    lines = world.lines.pick(world.lines.day >= (world.weeks - YEAR_WEEKS) * 7)
    total = np.bincount(lines.person * shape[1] + lines.category, lines.kept, minlength=shape[0] * shape[1])
    return total.astype(np.int64).reshape(shape)


def _pack_price(world: World) -> Floats:
    """Price of a pack in each person's tier, in fen, people × categories."""
    prices: Floats = np.array([category.prices for category in CATEGORIES], dtype=np.float64) * 100
    return np.asarray(prices[:, world.people.tier].T)


def _days(world: World, day: Floats | Ints) -> pa.Array:
    """Days since the start as dates."""
    whole = np.floor(day).astype("timedelta64[D]")
    return pa.array(np.datetime64(world.start, "D") + whole)
