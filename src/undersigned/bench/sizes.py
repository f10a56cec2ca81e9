"""How much room the tables and indexes of a site take."""

from undersigned.bench.database import Database


def sizes(database: Database) -> dict[str, int]:
    """Bytes of every table and index, the largest first."""
    if database.is_postgres:
        found = database.rows(
            "SELECT relname, pg_relation_size(oid) FROM pg_class "
            "WHERE relkind IN ('r', 'i', 't') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)"
        )
    else:
        found = database.rows("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")
    return dict(sorted(((name, int(size)) for name, size in found), key=lambda one: -one[1]))


def each(before: dict[str, int], after: dict[str, int], number: int) -> dict[str, float]:
    """Bytes that each table and index grew by, for each of `number` signatures; only what grew by at least one."""
    grown = {name: (size - before.get(name, 0)) / number for name, size in after.items()}
    return {name: size for name, size in grown.items() if size >= 1}
