"""Words that a list can be filtered by, as the page offers them: written once for each run."""

from django.utils.html import format_html_join

from guanxi.core.ports import Snapshot
from guanxi.ops.published.find import choices
from guanxi.ops.published.once import once_a_run


@once_a_run
def word_lists(run: Snapshot) -> dict[str, str]:
    """The options of each field: owners and likely next categories, the most people first."""
    found = choices(run)
    return {
        field: format_html_join("", '<option value="{}">', ((one.word,) for one in found if one.field == field))
        for field in ("owner", "next_category")
    }
