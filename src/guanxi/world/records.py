"""How one person looks in each source: nicknames, telephones clear, masked, mistyped or shared, member numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.world.brand import Flags, Ints
from guanxi.world.people import People

Texts = NDArray[np.str_]

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "子涵雨欣梓萱思佳雅婷静怡诗琪梦洁晓燕丽娟海霞美玲嘉敏若曦芷晴文慧秀英小红玉兰春梅冬雪明月安然可心乐瑶"
PREFIXES = ("130", "135", "136", "137", "138", "139", "150", "151", "158", "159", "177", "180", "186", "187", "189")
PIECES = ("ma", "bao", "lin", "xiao", "yu", "chen", "qi", "tang", "mi", "le", "an", "duo", "nuo", "han", "yi", "ke")
BABIES = ("糖糖", "果果", "豆豆", "小米", "安安", "乐乐", "朵朵", "可可", "一一", "团子", "小满", "阿布")
SHOP_PHONES = ("13911112222", "13666668888")  # what cashiers type when nobody tells a number


@dataclass(frozen=True, slots=True)
class Records:
    """What each source wrote of each person, by person; '' where a source has nothing.

    `tmall_second`: a second Tmall account that a few people use; `stated_child`: told due date or birthday.
    """

    name: Texts
    phone: Texts
    youzan_nick: Texts
    youzan_phone: Texts
    tmall_nick: Texts
    tmall_second: Texts
    tmall_phone: Texts
    member: Texts
    store_phone: Texts
    stated_child: Flags


def draw_records(people: People, rng: np.random.Generator) -> Records:
    """Draw the identifiers of everybody in every source."""
    n = len(people)
    phone = _phones(n, rng)
    nick = _nicknames(n, rng)
    masked = np.array([f"{number[:3]}****{number[7:]}" for number in phone.tolist()])
    member = np.array([f"M{10_000_000 + number}" for number in rng.permutation(n * 3)[:n].tolist()])
    is_member = people.app | (rng.random(n) < 0.55)
    return Records(
        name=_names(n, rng),
        phone=phone,
        youzan_nick=np.array(
            [f"{piece}妈妈{100 + number}" for number, piece in enumerate(rng.choice(BABIES, n).tolist())]
        ),
        youzan_phone=np.where(rng.random(n) < 0.04, masked, phone),
        tmall_nick=nick,
        tmall_second=np.where(rng.random(n) < 0.04, np.char.add(nick, "_2"), ""),
        tmall_phone=_choose((phone, masked, np.full(n, "")), (0.55, 0.4, 0.05), rng),
        member=np.where(is_member, member, ""),
        store_phone=_choose(
            (phone, _mistyped(phone, rng), rng.choice(np.array(SHOP_PHONES), n), np.full(n, "")),
            (0.88, 0.03, 0.03, 0.06),
            rng,
        ),
        stated_child=rng.random(n) < 0.72,
    )


def _phones(n: int, rng: np.random.Generator) -> Texts:
    """Made-up mobile numbers, no two alike."""
    tail = rng.choice(90_000_000, n, replace=False)
    prefix = rng.choice(np.array(PREFIXES), n)
    return np.array([f"{front}{10_000_000 + back}" for front, back in zip(prefix.tolist(), tail.tolist(), strict=True)])


def _names(n: int, rng: np.random.Generator) -> Texts:
    surname = rng.choice(np.array(list(SURNAMES)), n)
    first, second = rng.choice(np.array(list(GIVEN)), (2, n))
    return np.char.add(np.char.add(surname, first), np.where(rng.random(n) < 0.7, second, ""))


def _nicknames(n: int, rng: np.random.Generator) -> Texts:
    one, two = rng.choice(np.array(PIECES), (2, n))
    number = rng.permutation(n * 9)[:n]
    rows = zip(one.tolist(), two.tolist(), number.tolist(), strict=True)
    return np.array([f"{front}{back}{1000 + digits}" for front, back, digits in rows])


def _mistyped(phone: Texts, rng: np.random.Generator) -> Texts:
    """Swap two neighbouring digits."""
    at = rng.integers(4, 10, len(phone)).tolist()
    return np.array([p[:i] + p[i + 1] + p[i] + p[i + 2 :] for p, i in zip(phone.tolist(), at, strict=True)])


def _choose(options: tuple[Texts, ...], chances: tuple[float, ...], rng: np.random.Generator) -> Texts:
    which: Ints = rng.choice(len(options), len(options[0]), p=chances)
    return np.asarray(np.choose(which, options))
