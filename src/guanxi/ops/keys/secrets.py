"""A key's text: guanxi_PREFIX_SECRET; and finding the key that a text belongs to."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from guanxi.ops.keys.models import ApiKey

_SHAPE = re.compile(r"guanxi_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_USED_EVERY = timedelta(minutes=1)  # how exactly the last use is told


def fresh() -> tuple[str, str]:
    """A new key's prefix, and its whole text with 256 bits that nobody can guess."""
    prefix = secrets.token_hex(6)
    return prefix, f"guanxi_{prefix}_{secrets.token_urlsafe(32)}"


def hashed(text: str) -> str:
    """What is kept of a key: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def find(text: str) -> ApiKey | None:
    """The key of this text, if it is good now; None for any other text."""
    shape = _SHAPE.fullmatch(text)
    key = ApiKey.objects.filter(prefix=shape[1]).first() if shape else None
    if key is None or not hmac.compare_digest(key.hash, hashed(text)) or not key.good(timezone.now()):
        return None
    _used(key)
    return key


def _used(key: ApiKey) -> None:
    """Note the use, at most once a minute, so that reading stays reading."""
    now = timezone.now()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _USED_EVERY)
    if key.last_used_at is None or key.last_used_at < now - _USED_EVERY:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
