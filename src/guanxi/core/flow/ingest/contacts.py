"""Telephone numbers and e-mail addresses in one spelling, or none where they identify nobody."""

from collections.abc import Callable

import pyarrow as pa

from guanxi.core.ports import Warehouse

PhoneReader = Callable[[list[str], str], list[str | None]]
"""Reads telephone numbers as written, given the region of bare ones; E.164 or None."""

_EMAIL = r"[^@\s,;()<>]+@[^@\s,;()<>]+\.[a-z]{2,}"
_NOBODY = (
    "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "none", "null", "nobody",
    "unknown", "anonymous", "guest", "noemail", "no-email",
)  # fmt: skip


def _mobile(region: str) -> str:
    """Pattern of a Chinese mobile number; only in China does a bare one need no country code."""
    code = r"(\+?86|0086)?" if region == "CN" else r"(\+86|0086)"
    return code + "1[3-9][0-9]{9}"


def mobile_digits(column: str, region: str) -> str:
    """SQL: the eleven digits of a Chinese mobile number, written plainly or with blanks, dashes, dots and brackets."""
    bare = f"regexp_replace({column}, '[\\s().·\\-–]', '', 'g')"
    return (
        f"CASE WHEN regexp_full_match({column}, '{_mobile(region)}') THEN right({column}, 11)"
        f" WHEN length({column}) BETWEEN 12 AND 24 AND regexp_full_match({bare}, '{_mobile(region)}')"
        f" THEN right({bare}, 11) END"
    )


def somebody(digits: str) -> str:
    """SQL: E.164 of a mobile number; NULL where the last eight digits are all the same.

    Numbers that cashiers like to type are left to identity, which lets none join that too many records share.
    """
    return f"CASE WHEN right({digits}, 8) <> repeat(right({digits}, 1), 8) THEN '+86' || {digits} END"


def other_phones(warehouse: Warehouse, table: str, columns: list[str], region: str, read: PhoneReader) -> bool:
    """Read the distinct numbers that the fast way leaves over into table `phone_other`; False when there are none."""
    parts = [
        f"SELECT DISTINCT {column} AS written FROM {table} WHERE NOT regexp_full_match({column}, '{_mobile(region)}')"
        f" AND NOT regexp_matches({column}, '[*＊xX#$~]')"
        f" AND length(regexp_replace({column}, '[^0-9]', '', 'g')) BETWEEN 7 AND 17"
        for column in columns
    ]
    left = warehouse.read(f"SELECT DISTINCT written FROM ({' UNION ALL '.join(parts)}) AS w")
    written = left.column("written").to_pylist()
    known = [phone if phone and not _same_digits(phone) else None for phone in read(written, region)]
    pairs = pa.table({"written": pa.array(written, pa.string()), "e164": pa.array(known, pa.string())})
    warehouse.write("phone_other", pairs)
    return bool(written)


def _same_digits(phone: str) -> bool:
    """Whether the number ends in seven equal digits."""
    return len(set(phone[-7:])) == 1


def email_sql(column: str) -> str:
    """SQL: the address in lower case; NULL where it is none or nobody's."""
    address = f"lower({column})"
    nobody = ", ".join(f"'{word}'" for word in _NOBODY)
    return (
        f"CASE WHEN regexp_full_match({address}, '{_EMAIL}') AND split_part({address}, '@', 1) NOT IN ({nobody})"
        f" THEN {address} END"
    )
