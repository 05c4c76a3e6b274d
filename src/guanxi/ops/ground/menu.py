"""The pages of the house in their order, and who may open which."""

from dataclasses import dataclass

from guanxi.core.kernel.words import Words
from guanxi.ops.ground.actors import CARERS, FEEDERS, LOOKERS, READERS, Actor, Role


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the menu."""

    path: str
    words: Words
    roles: frozenset[Role]


_CAREFUL = READERS | FEEDERS
PAGES = (
    Page("/map/", {"zh": "寻宝图", "en": "Treasure map"}, READERS),
    Page("/today/", {"zh": "今日", "en": "Today"}, CARERS),
    Page("/customers/", {"zh": "客户", "en": "Customers"}, LOOKERS),
    Page("/audiences/", {"zh": "人群", "en": "Audiences"}, READERS),
    Page("/plans/", {"zh": "计划", "en": "Plans"}, READERS),
    Page("/returns/", {"zh": "回报", "en": "Returns"}, READERS),
    Page("/imports/", {"zh": "数据", "en": "Data"}, FEEDERS),
    Page("/doctor/", {"zh": "体检", "en": "Doctor"}, _CAREFUL),
    Page("/settings/", {"zh": "设置", "en": "Settings"}, READERS | FEEDERS),
    Page("/audit/", {"zh": "审计", "en": "Audit"}, frozenset({Role.OWNER, Role.AUDITOR})),
)


def menu(actor: Actor, path: str) -> list[dict[str, object]]:
    """The pages somebody may open, the one they are on marked."""
    return [
        {"path": page.path, "words": page.words, "here": path.startswith(page.path)}
        for page in PAGES
        if actor.role in page.roles
    ]


def first_page(actor: Actor) -> str:
    """Where somebody begins: an adviser with today, an auditor with the trail, the others with the map or the data."""
    if actor.role is Role.ADVISER:
        return "/today/"
    return next((page.path for page in PAGES if actor.role in page.roles), "/account/")
