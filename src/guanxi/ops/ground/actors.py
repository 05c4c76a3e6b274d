"""Who acts: a member of staff in a role, a program with a key, or whoever has the machine."""

from dataclasses import dataclass, field
from enum import StrEnum

from guanxi.core.kernel.words import Words


class Role(StrEnum):
    """What somebody works as."""

    OWNER = "owner"
    MANAGER = "manager"
    ADVISER = "adviser"
    ANALYST = "analyst"
    INTEGRATOR = "integrator"
    AUDITOR = "auditor"


ROLE_NAMES: dict[str, Words] = {
    "owner": {"zh": "负责人", "en": "Owner"},
    "manager": {"zh": "经理", "en": "Manager"},
    "adviser": {"zh": "顾问", "en": "Adviser"},
    "analyst": {"zh": "分析师", "en": "Analyst"},
    "integrator": {"zh": "集成员", "en": "Integrator"},
    "auditor": {"zh": "审计员", "en": "Auditor"},
}

LEADERS = frozenset({Role.OWNER, Role.MANAGER})
READERS = LEADERS | {Role.ANALYST}
CARERS = LEADERS | {Role.ADVISER}
LOOKERS = READERS | {Role.ADVISER}
FEEDERS = LEADERS | {Role.INTEGRATOR}
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `name` as audited; `owner`: the adviser's name in the data; `scopes`: what a program's key allows."""

    name: str
    role: Role
    owner: str = ""
    scopes: frozenset[str] = field(default=frozenset())

    def may_identify(self, owner: str | None) -> bool:
        """Whether identifiers of a customer in this adviser's care may be shown to them; a key must say so too."""
        if self.scopes and "identifiers:read" not in self.scopes:
            return False
        if self.role in LEADERS:
            return True
        return self.role is Role.ADVISER and bool(self.owner) and owner == self.owner


def console(name: str) -> Actor:
    """Whoever works on the machine itself: they hold the files, so nothing is kept from them."""
    return Actor(f"console:{name}", Role.OWNER)
