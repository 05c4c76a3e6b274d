"""What the states of a task are called."""

from guanxi.core.kernel.words import Words

STATES: dict[str, Words] = {
    "open": {"zh": "待办", "en": "Open"},
    "done": {"zh": "已完成", "en": "Done"},
    "postponed": {"zh": "已推迟", "en": "Postponed"},
    "declined": {"zh": "客户婉拒", "en": "Declined"},
    "resting": {"zh": "休眠（后一份计划不联系此人）", "en": "Resting (a later plan leaves them alone)"},
    "withdrawn": {"zh": "已撤回", "en": "Withdrawn"},
}
