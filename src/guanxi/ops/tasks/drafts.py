"""What an adviser may say: a courteous beginning to be made their own, never sent by itself."""

from guanxi.core.kernel.words import Language, Words
from guanxi.ops.published.person import Person
from guanxi.ops.tasks.models import Task

_GREETING: Words = {"zh": "您好{name}，我是{brand}的{owner}。", "en": "Hello{name}, this is {owner} from {brand}. "}
_BY_PURPOSE: dict[str, Words] = {
    "care": {
        "zh": "最近一切都好吗？上次的东西用得怎么样，有什么我能帮上忙的，随时告诉我。",
        "en": "How have you been? I hope the last things serve you well; tell me if I can help with anything.",
    },
    "service": {
        "zh": "想跟您约个方便的时间，把您关心的问题看一遍，不耽误您太久。",
        "en": "I would like to find a time that suits you to go through whatever is on your mind.",
    },
    "sell": {
        "zh": "看到您{category}可能快用得上了，我帮您挑了几样，合适再决定，不合适也没关系。",
        "en": "You may soon have use for {category}; I have picked a few things, to take or to leave as you like.",
    },
}
_SOMETHING: Words = {"zh": "有些东西", "en": "a few things"}


def draft(task: Task, person: Person | None, name: str, brand: str, language: Language) -> str:
    """The words for a task; of care nothing is sold."""
    first = next(iter(person.next_categories), None) if person else None
    category = first.category if first else _SOMETHING[language]
    called = ("，" if language == "zh" else " ") + name if name else ""
    owner = task.owner or {"zh": "顾问", "en": "your adviser"}[language]
    greeting = _GREETING[language].format(name=called, brand=brand, owner=owner)
    said = _BY_PURPOSE.get(task.purpose, _BY_PURPOSE["care"])[language]
    return greeting + said.format(category=category)
