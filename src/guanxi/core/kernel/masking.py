"""Names, telephones and e-mails shown so that a person is recognised but cannot be reached or told to others."""

import re

_STARS = "****"
_CHINESE = re.compile(r"[㐀-鿿]")


def masked_phone(phone: str | None) -> str:
    """138****0001: the first three and the last four digits; of short numbers the last two alone."""
    digits = re.sub(r"[^0-9*]", "", phone or "")
    if (phone or "").strip().startswith("+86") and len(digits) == 13:
        digits = digits[2:]
    if len(digits) >= 10:
        return f"{digits[:3]}{_STARS}{digits[-4:]}"
    return f"{_STARS}{digits[-2:]}" if len(digits) >= 5 else _STARS if digits else ""


def masked_email(email: str | None) -> str:
    """a***@domain: the first letter and the domain; of what is no address, stars alone."""
    name, at, domain = (email or "").strip().rpartition("@")
    if not at:
        return "***" if domain else ""
    return f"{name[:1]}***@{domain}"


def masked_name(name: str | None) -> str:
    """张*, Anna *.: the first letter of a Chinese name or of one word alone, the first word of several."""
    text = " ".join((name or "").split())
    first, _, rest = text.partition(" ")
    if _CHINESE.search(text):
        return text[0] + "*" * min(max(len(text) - 1, 1), 3)
    if rest and first.isalpha():
        return f"{first} *."
    return f"{text[0]}***" if text else ""
