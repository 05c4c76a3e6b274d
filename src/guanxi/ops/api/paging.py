"""Places in lists: opaque, signed, and good for the very list they came from."""

from typing import Annotated, Any, Self

from django.core.signing import BadSignature, dumps, loads
from ninja import Schema
from pydantic import Field, ValidationInfo, model_validator

from guanxi.ops.api.complaints import CallError

_SALT = "guanxi.ops.api.after"
MOST = 500


class Asked(Schema):
    """Parameters of a list; one that nobody knows is refused, so that a slip of the pen never widens a list."""

    after: Annotated[str, Field(max_length=1000, description="The place a page gave as `next`.")] = ""
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100

    @model_validator(mode="after")
    def known(self, info: ValidationInfo) -> Self:
        """Refuse what is no parameter."""
        context: Any = info.context or {}
        given = context["request"].GET.keys() if "request" in context else ()
        unknown = sorted(set(given) - set(type(self).model_fields))
        if unknown:
            raise ValueError(f"unknown parameter {', '.join(unknown)}")
        return self


def place(of: tuple[str, ...], at: str) -> str | None:
    """A place in the list of this name; None after the last."""
    return dumps([*of, at], salt=_SALT) if at else None


def placed(of: tuple[str, ...], after: str) -> str:
    """Read a place; CallError 400 where it is none, 409 where it belongs to another list, as of an earlier run."""
    if not after:
        return ""
    try:
        *whose, at = loads(after, salt=_SALT)
    except BadSignature as error:
        raise CallError(
            400, "after is no place that a page gave. after 不是有效的位置。", "Take `next` as it is. 请照抄 next。"
        ) from error
    if tuple(whose) != of:
        raise CallError(
            409, "after belongs to another list; perhaps a new run was published. 名单已变。",
            "Begin again without `after`. 请从头读取。",
        )  # fmt: skip
    return str(at)
