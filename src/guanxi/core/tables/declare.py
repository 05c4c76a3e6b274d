"""How a table is declared, and what follows from a declaration: DDL and checks."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "timestamp", "date", "int", "float", "money", "bool"]

SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
    "int": "BIGINT",
    "float": "DOUBLE",
    "money": "DECIMAL(18, 4)",
    "bool": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, kind, what it means, its unit, whether it may be empty, the words it may hold."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    words: tuple[str, ...] = ()

    @property
    def sql_type(self) -> str:
        """The portable SQL type of the column."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what one row is, its key, its columns, and conditions that every row meets.

    `order`: columns that published rows are sorted by, where it is not the key.
    """

    name: str
    chinese: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    invariants: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in their order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Look up a column; KeyError when the table has no such column."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    def ddl(self) -> str:
        """CREATE TABLE statement in portable SQL."""
        lines = [
            f"    {column.name} {column.sql_type}{' NOT NULL' if column.required else ''}" for column in self.columns
        ]
        return f"CREATE TABLE {self.name} (\n" + ",\n".join(lines) + "\n)"

    def empty_query(self) -> str:
        """SELECT that returns the table's columns, typed, and no row."""
        columns = ", ".join(f"CAST(NULL AS {c.sql_type}) AS {c.name}" for c in self.columns)
        return f"SELECT {columns} WHERE 1 = 0"

    def checks(self) -> dict[str, str]:
        """Each rule's name with a query that counts the rows breaking it; all counts must be 0."""
        found = {
            f"{c.name} is present": f"SELECT count(*) FROM {self.name} WHERE {c.name} IS NULL"
            for c in self.columns
            if c.required
        }
        for column in self.columns:
            if column.words:
                words = ", ".join(f"'{word}'" for word in column.words)
                found[f"{column.name} is one of its words"] = (
                    f"SELECT count(*) FROM {self.name} WHERE {column.name} NOT IN ({words})"
                )
        for rule in self.invariants:
            found[rule] = f"SELECT count(*) FROM {self.name} WHERE NOT ({rule})"
        if self.key:
            key = ", ".join(self.key)
            found[f"({key}) is unique"] = (
                f"SELECT count(*) FROM (SELECT {key} FROM {self.name} GROUP BY {key} HAVING count(*) > 1) AS twice"
            )
        return found
