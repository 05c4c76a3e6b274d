"""Telephone numbers of every country in E.164, by Google's numbering plans."""

import phonenumbers


def read_phones(written: list[str], region: str) -> list[str | None]:
    """Read numbers as people write them; None for one that no plan allows. `region` is that of bare numbers."""
    return [_read(text, region) for text in written]


def _read(text: str, region: str) -> str | None:
    """Read one number."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
