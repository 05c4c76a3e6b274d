"""A formula as queries: every term's standing of every person, and the points it gives."""

from collections.abc import Mapping

from guanxi.core.kernel.formula import Compiled, compile_term
from guanxi.core.kernel.options import LOOKS, FormulaOptions, TermOptions
from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal

_SCALED = "percentile_cont(0.99) WITHIN GROUP (ORDER BY m{place})"


def make_points(warehouse: Warehouse, formula: FormulaOptions) -> None:
    """Make `term` (customer_no and each term's standing, 0 to 1) and `point` (the points that each look gives).

    Also the published `score_point`: the points of each term of looks that have several.
    """
    terms = formula.chosen
    warehouse.create("term", standings_query({name: term.value for name, term in terms.items()}))
    looks = ", ".join(f"{_look_points(look, terms)} AS points_{look}" for look in LOOKS)
    warehouse.create("point", f"SELECT customer_no, {looks} FROM term", stored=False)
    warehouse.create("score_point", _points_query(terms), stored=False)


def standings_query(values: Mapping[str, str]) -> str:
    """Write the query that gives customer_no and each expression's standing, 0 to 1, under its name.

    What is unknown speaks neither for nor against: 0.5. Places of rank(…) and share(…) are settled over all persons of
    table `figure`: a rank is the share of persons below, a share is of the figure that one in a hundred exceeds.
    """
    terms = {name: compile_term(value) for name, value in values.items()}
    found = [(standing.kind, standing.of) for term in terms.values() for standing in term.standings]
    places = {standing: place for place, standing in enumerate(dict.fromkeys(found))}
    measured = "".join(f", {of} AS m{place}" for (_, of), place in places.items())
    scales = [place for (kind, _), place in places.items() if kind == "share"]
    settled = "".join(f", {_settled(kind, place)} AS s{place}" for (kind, _), place in places.items())
    shown = ", ".join(f'{_final(term, places)} AS "{name}"' for name, term in terms.items())
    return (
        f"WITH measured AS (SELECT *{measured} FROM figure),\n"
        f"scale AS (SELECT {_scales(scales)} FROM measured),\n"
        f"settled AS (SELECT measured.*{settled} FROM measured CROSS JOIN scale)\n"
        f"SELECT customer_no, {shown} FROM settled"
    )


def _scales(places: list[int]) -> str:
    """The figure that one person in a hundred exceeds, for every share."""
    shown = [f"{_SCALED.format(place=place)} AS c{place}" for place in places]
    return ", ".join(["count(*) AS persons", *shown])


def _settled(kind: str, place: int) -> str:
    """A person's place among those whose figure is known."""
    if kind == "share":
        return f"least(greatest(m{place} / nullif(CASE WHEN c{place} > 0 THEN c{place} END, 0), 0), 1)"
    known = f"CASE WHEN m{place} IS NULL THEN 1 ELSE 0 END"
    rank = f"percent_rank() OVER (PARTITION BY {known} ORDER BY m{place})"
    return f"CASE WHEN m{place} IS NOT NULL THEN {rank} END"


def _final(term: Compiled, places: Mapping[tuple[str, str], int]) -> str:
    """A term with its standings filled in."""
    filled = term.sql.format(*(f"s{places[standing.kind, standing.of]}" for standing in term.standings))
    return f"coalesce(least(greatest({filled}, 0), 1), 0.5)"


def _look_points(look: str, terms: Mapping[str, TermOptions]) -> str:
    """The sum of a look's terms, in the formula's order."""
    of_look = [f'{literal(100 * term.weight)} * "{name}"' for name, term in terms.items() if term.look == look]
    return " + ".join(of_look) or "CAST(0 AS DOUBLE)"


def _points_query(terms: Mapping[str, TermOptions]) -> str:
    """One row a person and a term, of looks that have several; a look's only term has the look's points."""
    looks = [term.look for term in terms.values()]
    shown = {name: term for name, term in terms.items() if looks.count(term.look) > 1}
    rows = [_point_rows(name, term) for name, term in shown.items()]
    return "\nUNION ALL\n".join(rows) or f"{_point_rows(*next(iter(terms.items())))} WHERE 1 = 0"


def _point_rows(name: str, term: TermOptions) -> str:
    """A term's points of every person."""
    return (
        f"SELECT l.customer_id, {literal(name)} AS term, {literal(term.look)} AS look,"
        f' {literal(100 * term.weight)} * t."{name}" AS points'
        " FROM term AS t JOIN look AS l ON l.customer_no = t.customer_no"
    )
