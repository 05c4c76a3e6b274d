"""How figures are written for people: 万 and 亿 in Chinese, K and M in English."""

from guanxi.core.kernel.words import Language

_SYMBOLS = {"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "KRW": "₩"}
_STEPS: dict[Language, tuple[tuple[float, str], ...]] = {
    "zh": ((1e8, "亿"), (1e4, "万")),
    "en": ((1e9, "B"), (1e6, "M"), (1e4, "K")),
}
_UNIT = {"B": 1e9, "M": 1e6, "K": 1e3, "亿": 1e8, "万": 1e4}


def short(value: float, language: Language) -> str:
    """Write a figure with at most four digits and its unit, for example 12.3万 or 123K."""
    for threshold, unit in _STEPS[language]:
        if abs(value) >= threshold * 0.99995:
            return f"{_digits(value / _UNIT[unit])}{unit}"
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"


def count(number: int, language: Language) -> str:
    """Write a number of people or things in full up to a million, and short above."""
    return f"{number:,}" if abs(number) < 1_000_000 else short(number, language)


def _digits(value: float) -> str:
    """Write with two decimals below 10, one below 100, none above; no idle zeros."""
    places = 2 if abs(value) < 9.995 else 1 if abs(value) < 999.95 else 0
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: float, language: Language, currency: str = "") -> str:
    """Write an amount with its currency's sign, for example ¥12.3万; the sign is left out when unknown."""
    written = short(abs(value), language)
    sign = "-" if value < 0 and written.strip("0.") else ""
    return f"{sign}{symbol(currency)}{written}"


def exact(value: float, currency: str = "") -> str:
    """Write an amount to the cent with its currency's sign, for example -¥1.02."""
    sign = "-" if round(value, 2) < 0 else ""
    return f"{sign}{symbol(currency)}{abs(value):,.2f}"


def symbol(currency: str) -> str:
    """The sign written before amounts of an ISO 4217 currency."""
    return _SYMBOLS.get(currency, f"{currency} " if currency else "")


def percent(share: float) -> str:
    """Write a share of 1 as a percentage, for example 12.3 %."""
    value = 100 * share
    return f"{value:.0f}%" if value >= 9.95 or value == 0 else f"{value:.1f}%"
