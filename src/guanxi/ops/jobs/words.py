"""What kinds of work and their states are called."""

from guanxi.core.kernel.words import Words

KINDS: dict[str, Words] = {
    "import": {"zh": "导入文件", "en": "Import a file"},
    "preview": {"zh": "试读文件", "en": "Try a file"},
    "undo": {"zh": "撤销一次导入", "en": "Take an import back"},
    "appraise": {"zh": "评估全部客户", "en": "Appraise every customer"},
    "plan": {"zh": "制定计划", "en": "Make a plan"},
    "approve": {"zh": "批准计划", "en": "Approve a plan"},
    "withdraw": {"zh": "撤回计划", "en": "Withdraw a plan"},
    "outcomes": {"zh": "登记任务结果", "en": "Book what tasks came to"},
    "measure": {"zh": "衡量实验", "en": "Read experiments"},
    "statement": {"zh": "编制客户权益表", "en": "Make a customer equity statement"},
}
STATES: dict[str, Words] = {
    "queued": {"zh": "等待中", "en": "Waiting"},
    "running": {"zh": "进行中", "en": "Under way"},
    "done": {"zh": "已完成", "en": "Done"},
    "failed": {"zh": "没有办成", "en": "It did not work"},
}
