"""Every call that is not answered says what is wrong and what to do, in JSON; nobody sees a traceback."""

import logging
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from guanxi.core.kernel.errors import BusyError, ConflictError, GuanxiError, NotFoundError

PREFIX = "/api/v1/"
_OURS = frozenset({"wanted", "asked", "came"})
_NAME = re.compile(r"\w+")
_log = logging.getLogger(__name__)


class Complaint(Schema):
    """Why a call is not answered, and what to do."""

    error: str
    remedy: str


class CallError(Exception):
    """A call that cannot be answered as it is."""

    def __init__(self, status: int, error: str, remedy: str) -> None:
        super().__init__(error)
        self.status, self.error, self.remedy = status, error, remedy


_SAID: dict[int, tuple[str, str]] = {
    400: ("The request cannot be read. 请求无法读取。", "Compare it with openapi.json. 请对照接口说明。"),
    401: ("No good key. 密钥无效。", "Send Authorization: Bearer KEY with a key that is good. 请使用有效的密钥。"),
    403: ("The key's role may not do that. 密钥的角色无权这样做。", "Ask the owner for another key. 请向负责人申请。"),
    404: ("There is nothing here. 这里没有内容。", "Compare the address with openapi.json. 请核对地址。"),
    405: ("This address does not take that method. 方法不对。", "The header Allow names those it takes. 请看 Allow。"),
    413: ("The request is too large. 请求过大。", "Send less at once. 请分批发送。"),
    429: ("Too many calls in this minute. 本分钟调用过多。", "Wait the seconds that Retry-After names. 请稍候。"),
    500: ("Something unforeseen went wrong. 出现意外错误。", "Try again, then tell whoever runs guanxi. 请重试。"),
}  # fmt: skip


def complain(status: int, error: str = "", remedy: str = "") -> HttpResponse:
    """An answer that says what is wrong."""
    told = _SAID.get(status, _SAID[400])
    said = {"error": error or told[0], "remedy": remedy or told[1]}
    answer = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def listen(api: NinjaAPI) -> None:
    """Have an API answer every error this way."""
    for kind, answer in _ANSWERS.items():
        api.add_exception_handler(kind, answer)


def _guanxi(_: HttpRequest, error: Any) -> HttpResponse:
    """What a person can mend: 404 for what is not there, 409 for what is taken, ended or busy, else 400."""
    conflict = isinstance(error, BusyError | ConflictError)
    status = 404 if isinstance(error, NotFoundError) else 409 if conflict else 400
    return complain(status, error.message, error.remedy)


def _unforeseen(request: HttpRequest, error: Any) -> HttpResponse:
    """What nobody foresaw; its details are in the server's log."""
    _log.error("call %s %s", request.method, request.path, exc_info=error)
    return complain(500)


def _invalid(_: HttpRequest, error: Any) -> HttpResponse:
    """Parameters that are not what they must be: each with its place and what it must be."""
    wrong = [part for part in error.errors if part["type"] != "none_required"]  # of what may be left out, said already
    return complain(400, "; ".join(f"{_place(part['loc'])}: {part['msg']}" for part in wrong), _SAID[400][1])


def _place(path: tuple[Any, ...]) -> str:
    """Where a value stands, without the names of our own arguments and kinds."""
    names = [str(part) for part in path[1:] if part not in _OURS and _NAME.fullmatch(str(part))]
    return ".".join(names) or str(path[0])


_ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Exception: _unforeseen,
    GuanxiError: _guanxi,
    CallError: lambda _, error: complain(error.status, error.error, error.remedy),
    ValidationError: _invalid,
    PermissionDenied: lambda _, __: complain(403),
    AuthenticationError: lambda _, __: complain(401),
    Throttled: lambda _, __: complain(429),
    HttpError: lambda _, error: complain(error.status_code),
    Http404: lambda _, __: complain(404),
    RequestDataTooBig: lambda _, __: complain(413),
    SuspiciousOperation: lambda _, __: complain(400),
}


class InJson:
    """Say in JSON, too, what is refused before or beside the interface, and have nobody in between keep an answer."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, and put errors of other shapes into ours."""
        answer = self.handler(request)
        if request.path.startswith(PREFIX):
            answer = _ours(answer)
            answer["Cache-Control"] = "no-store"
        return answer


def _ours(answer: HttpResponse) -> HttpResponse:
    """An answer; an error of another shape put into ours."""
    if answer.status_code < 400 or answer.get("Content-Type", "").startswith("application/json"):
        return answer
    said = complain(answer.status_code)
    if "Allow" in answer:
        said["Allow"] = answer["Allow"]
    return said
