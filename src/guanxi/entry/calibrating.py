"""Look back to learn: which formula would have pointed at those who grew, judged on days it had not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import tomlkit
from pydantic import TypeAdapter, ValidationError

from guanxi.core import pipeline
from guanxi.core.flow.hindsight import Past
from guanxi.core.flow.hindsight.candidates import CANDIDATES
from guanxi.core.kernel.errors import InputError, SettingsError
from guanxi.core.kernel.options import FormulaOptions, TermOptions
from guanxi.core.models.calibration import Calibrated, Lesson, Lift, calibrate, compare
from guanxi.core.models.fitting import Array
from guanxi.core.models.ranking import Ranked
from guanxi.core.ports import Progress
from guanxi.entry.appraising import Quiet, day_of
from guanxi.entry.backtesting import check, looking_back, span_of, too_short
from guanxi.entry.settings import explained
from guanxi.entry.workspace import Workspace

_PRESENT, _TRIED = "present.", "tried."  # before the names of terms that are not candidates


@dataclass(frozen=True, slots=True)
class Calibration:
    """A proposed formula, how it did on a past day it had not seen (`lifts`), and the days it learned from."""

    as_of: date
    horizon_days: int
    formula: FormulaOptions
    lifts: tuple[Lift, ...]
    learned_on: tuple[date, ...]
    judged_on: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A formula tried on a past day (`day`) beside the present one and the yardsticks."""

    day: date
    horizon_days: int
    tried: FormulaOptions
    lifts: tuple[Lift, ...]


@dataclass(frozen=True, slots=True)
class _Days:
    """Which past days are asked for."""

    horizon: int
    origins: int
    judged: bool = True


def propose(
    workspace: Workspace,
    as_of: date | None = None,
    horizon_days: int = 90,
    origins: int = 4,
    progress: Progress | None = None,
) -> Calibration:
    """Learn a formula from the past up to the end of a day (default: the last order's); change nothing.

    Raises NotEnoughDataError where the history is too short or too few customers grew.
    """
    check(horizon_days, origins)
    expressions = {name: value for name, (_, value) in CANDIDATES.items()}
    present = workspace.options.formula.chosen
    expressions |= {_PRESENT + name: term.value for name, term in present.items()}
    day, backs, pasts = _stand(workspace, as_of, _Days(horizon_days, origins), expressions, progress or Quiet())
    lessons = [_lesson(past, back, present) for past, back in zip(pasts, backs, strict=True)]
    found = calibrate(lessons, horizon_days, origins)
    learned = tuple(day - timedelta(days=back) for back in backs[:origins])
    judged = tuple(day - timedelta(days=back) for back in found.judged)
    return Calibration(day, horizon_days, _formula(found, day), found.lifts, learned, judged)


def attempt(
    workspace: Workspace,
    formula: FormulaOptions,
    as_of: date | None = None,
    horizon_days: int = 90,
    progress: Progress | None = None,
) -> Trial:
    """Try a formula one horizon before a day (default: the last order's) beside the present one; change nothing."""
    check(horizon_days, 1)
    present = workspace.options.formula.chosen
    expressions = {_PRESENT + name: term.value for name, term in present.items()}
    expressions |= {_TRIED + name: term.value for name, term in formula.chosen.items()}
    day, backs, pasts = _stand(workspace, as_of, _Days(horizon_days, 1, judged=False), expressions, progress or Quiet())
    past, count = pasts[0], len(present)
    standings = past.ranked.standings
    scores = {"tried": _score(standings[:, count:], formula.chosen), "present": _score(standings[:, :count], present)}
    lifts = compare(scores | past.yardsticks, past.ranked.gain)
    return Trial(day - timedelta(days=backs[0]), horizon_days, formula, lifts)


def days_back(span: int, horizon: int, origins: int, *, judged: bool = True) -> list[int]:
    """How many days before today to stand: `origins` whose growth is known today, and as many a horizon earlier.

    Those earlier ones (`judged`) are what the later ones can be judged by.

    They lie a sixth of the horizon apart; each has half a horizon of history before it.
    """
    step = max(horizon // 6, 1)
    starts = (horizon, 2 * horizon) if judged else (horizon,)
    found = [start + step * number for start in starts for number in range(origins)]
    return sorted({back for back in found if span - back >= horizon / 2})


def _stand(
    workspace: Workspace,
    as_of: date | None,
    asked: _Days,
    expressions: Mapping[str, str],
    progress: Progress,
) -> tuple[date, list[int], list[Past]]:
    """Stand on the past days, one after another, and forget the tables made on the way."""
    pasts: list[Past] = []
    with looking_back(workspace) as warehouse:
        day = day_of(warehouse, as_of)
        span = span_of(warehouse, day)
        backs = days_back(span, asked.horizon, asked.origins, judged=asked.judged)
        if not backs:
            raise too_short(span, asked.horizon)
        for back in backs:
            past = day - timedelta(days=back)
            pasts.append(pipeline.look_back(warehouse, past, workspace.options, expressions, asked.horizon, progress))
    return day, backs, pasts


def _lesson(past: Past, back: int, present: Mapping[str, TermOptions]) -> Lesson:
    """A past day as calibration wants it: candidates apart from the present formula."""
    count = len(CANDIDATES)
    ranked = Ranked(past.ranked.standings[:, :count], past.ranked.gain)
    return Lesson(back, ranked, {"present": _score(past.ranked.standings[:, count:], present), **past.yardsticks})


def _score(standings: Array, terms: Mapping[str, TermOptions]) -> Array:
    """The score that a formula gives, 0 to 1."""
    weights = np.array([term.weight for term in terms.values()])
    return np.asarray((standings * weights).sum(axis=1), dtype=np.float64)


def _formula(found: Calibrated, day: date) -> FormulaOptions:
    """The proposal: weights of four digits that add up to 1, the largest first."""
    parts = np.round(found.weights, 4)
    parts[int(np.argmax(parts))] += 1 - parts.sum()
    chosen = sorted(zip(CANDIDATES.items(), parts.tolist(), strict=True), key=lambda item: -item[1])
    terms = {name: TermOptions(look, round(part, 4), value) for (name, (look, value)), part in chosen if part > 0}
    return FormulaOptions(version=f"calibrated-{day}", terms=terms)


def read_formula(file: Path) -> FormulaOptions:
    """Read the [formula] section of a TOML file; SettingsError names key, value and what is allowed."""
    try:
        section = tomlkit.parse(file.read_text(encoding="utf-8")).unwrap()["formula"]
    except OSError as error:
        raise InputError(
            f"{file} cannot be read 无法读取: {error.strerror}", "Name a TOML file 请给出 TOML 文件."
        ) from error
    except (ValueError, KeyError) as error:
        raise InputError(
            f"{file} has no section [formula]. 文件里没有 [formula]。", "`guanxi calibrate` writes one 会写出一份."
        ) from error
    return checked(section, str(file))


def checked(section: Mapping[str, Any], where: str) -> FormulaOptions:
    """Check what a [formula] section says."""
    try:
        return TypeAdapter(FormulaOptions).validate_python(section)
    except ValidationError as error:
        raise SettingsError(*explained(where, error, "formula")) from error


def proposal(calibration: Calibration, notes: Sequence[str]) -> str:
    """The formula as the [formula] section of guanxi.toml, with notes above it."""
    document = tomlkit.document()
    for note in notes:
        document.add(tomlkit.comment(note))
    section = tomlkit.table()
    section["version"] = calibration.formula.version
    terms = tomlkit.table(is_super_table=True)
    for name, term in calibration.formula.terms.items():
        terms[name] = {"look": term.look, "weight": term.weight, "value": term.value}
    section["terms"] = terms
    document["formula"] = section
    return tomlkit.dumps(document)
