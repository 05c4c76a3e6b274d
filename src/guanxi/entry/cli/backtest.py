"""`guanxi backtest`: go back to past days, appraise as it would have been, and see how right it was."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import SCORE_NAMES, Language, Words
from guanxi.entry.cli.app import Json, Tongue, app, console, print_json, progress, workspace
from guanxi.entry.cli.appraise import parse_day
from guanxi.entry.cli.value import page_file, parse_days

_STEPS = 120  # about as many as one past day takes
_TITLES: dict[str, Words] = {
    "growth": {"zh": "谁会增长", "en": "Who grew"},
    "contribution": {"zh": "谁会贡献", "en": "Who brought money"},
}
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("按什么排", "前20%占", "领先", "90%区间", "排序能力"),
    "en": ("Ranked by", "Top 20% held", "Lead over it", "90% interval", "Gini"),
}


@app.command("backtest")
def backtest(
    as_of: Annotated[
        str, typer.Option("--as-of", help="YYYY-MM-DD, nothing later is looked at; default: the last order's day")
    ] = "",
    horizon: Annotated[
        str, typer.Option("--horizon", help="days looked at after each past day, for example 90d")
    ] = "90",
    origins: Annotated[int, typer.Option(min=1, max=12, help="how many past days")] = 4,
    page: Annotated[Path | None, typer.Option("--report", help="also write this HTML page")] = None,
    language: Annotated[Tongue | None, typer.Option("--language", help="default: guanxi.toml's")] = None,
    as_json: Json = False,
) -> None:
    """Check the looks, the value and the score against the past; changes nothing. 回头检验以前说得准不准。"""
    from guanxi.entry.backtesting import backtest as look_back  # the models load slowly: only where they work
    from guanxi.entry.judgement import overall, sentences
    from guanxi.entry.reporting import write_backtest_page

    here = workspace()
    tongue = language.value if language else here.settings.language
    with progress(_STEPS * origins) as steps:
        found = look_back(here, parse_day(as_of), parse_days(horizon), origins, steps)
    written = write_backtest_page(here, found, page_file(page, "backtest.html"), tongue) if page else None
    if as_json:
        tables = {name: table.to_pylist() for name, table in found.tables.items()}
        said = sentences(found)
        print_json({
            "as_of": found.as_of, "horizon_days": found.horizon_days, "origins": found.origins, "said": said,
            "tables": tables, "report": written,
        })  # fmt: skip
        return
    for words in sentences(found):
        console.print(escape(words[tongue]), highlight=False, soft_wrap=True)
    for target, title in _TITLES.items():
        console.print(_table(list(overall(found, target).values()), title[tongue], tongue))
    if written:
        console.print(str(written), soft_wrap=True)


def _table(rows: list[dict[str, Any]], title: str, language: Language) -> Table:
    """Lay out every score's marks, the best first, guanxi's own marked."""
    grid = Table(title=title, title_justify="left", title_style="bold")
    for place, head in enumerate(_HEADS[language]):
        grid.add_column(head, justify="right" if place else "left", overflow="fold")
    for row in rows:
        name, lead = SCORE_NAMES[row["score"]][language], ("", "")
        if not row["own"]:
            lead = f"{100 * row['lead']:+.1f}", f"{100 * row['low']:+.1f} … {100 * row['high']:+.1f}"
        grid.add_row(f"✓ {name}" if row["own"] else name, percent(row["share"]), *lead, f"{row['gini']:.3f}")
    return grid
