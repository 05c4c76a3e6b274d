"""Identifiers as those see them who are not in charge of the person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.core.kernel.masking import masked_email, masked_name, masked_phone


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+8613812340001", "138****0001"), ("13812340001", "138****0001"), ("138-1234 0001", "138****0001"),
        ("138****0001", "138****0001"), ("+14155550123", "141****0123"), ("021-55556666", "021****6666"),
        ("55556666", "****66"), ("110", "****"), ("call me", ""), ("", ""), (None, ""),
    ],
)  # fmt: skip
def test_telephones(phone: str | None, masked: str) -> None:
    assert masked_phone(phone) == masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("anna@example.com", "a***@example.com"), ("a@example.com", "a***@example.com"),
        ("张三@例子.中国", "张***@例子.中国"),
        ("a@b@example.com", "a***@example.com"), ("not an address", "***"), ("@example.com", "***@example.com"),
        (" ", ""), (None, ""),
    ],
)  # fmt: skip
def test_mails(email: str | None, masked: str) -> None:
    assert masked_email(email) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"), ("张", "张*"), ("欧阳娜娜", "欧***"), ("买买提·吐尔逊江", "买***"), ("小张Anna", "小***"),
        ("Anna", "A***"), ("Anna Smith", "Anna *."), ("Anna Maria  Smith", "Anna *."), ("13812340001", "1***"),
        ("13812340001 Anna", "1***"), ("a@example.com", "a***"), ("  ", ""), (None, ""),
    ],
)  # fmt: skip
def test_names(name: str | None, masked: str) -> None:
    assert masked_name(name) == masked


@given(phone=st.from_regex(r"\+?[0-9]{5,15}", fullmatch=True))
def test_no_mask_tells_how_to_call(phone: str) -> None:
    shown = sum(letter.isdigit() for letter in masked_phone(phone))
    assert shown <= max(7 if len(phone.lstrip("+")) >= 10 else 2, 2) < len(phone.lstrip("+"))
