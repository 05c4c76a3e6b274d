"""What to do about a trial, in one plain sentence."""

from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import LANGUAGES, Words
from guanxi.core.models.response import lead
from guanxi.entry.responding import Response

_ADVICE: dict[str, Words] = {
    "watched": {
        "zh": "怎么做：先别据此花钱；下次随机留出一组不做，再来看。",
        "en": "What to do: spend nothing on this yet; next time leave some people alone by lot, and look again.",
    },
    "choose": {
        "zh": "怎么做：按各人预计的效果挑人，只对其中约 {share} 的人做；再随机留一成不动，看是否依然有效。",
        "en": "What to do: choose by what is expected of each person, about {share} of all; leave one in ten of them "
        "alone by lot, to see that it still holds.",
    },
    "all": {
        "zh": "怎么做：对所有人做“{arm}”；随机留一成不动，看是否依然有效。",
        "en": "What to do: give “{arm}” to everybody; leave one in ten alone by lot, to see that it still holds.",
    },
    "nobody": {
        "zh": "怎么做：都不做；没有哪一种预计能赚回成本。",
        "en": "What to do: none of it; nothing here is expected to bring back what it costs.",
    },
    "more": {
        "zh": "怎么做：先别推广；“{arm}”看上去最好，但还不能证明比什么都不做强。要做就用更多的人再试一次"
        "（`guanxi power` 算要多少人）。",
        "en": "What to do: do not roll it out; “{arm}” looks best but is not proven better than nothing. Try again "
        "with more people if it matters (`guanxi power` says how many).",
    },
}


def advice(found: Response) -> Words:
    """The sentence: what can be proven beats what is simple, and what is simple beats nothing."""
    told = {"arm": found.usual, "share": percent(found.treated["personal"])}
    return {tongue: _ADVICE[_case(found)][tongue].format(**told) for tongue in LANGUAGES}


def _case(found: Response) -> str:
    """Which sentence."""
    if found.design == "observational":
        return "watched"
    if found.ahead.low > 0:
        return "choose"
    if found.usual == "nobody":
        return "nobody"
    net = lead(found.policies[found.usual], found.policies["nobody"])
    return "all" if net.low > 0 else "more"
