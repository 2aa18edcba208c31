"""Files that lie side by side: two tills, or halves of an export, that tell of one day or order.

What a later delivery replaces is then a part of it: that of the same kind of file. By which piece
of the name the kinds are told apart shows in the first delivery (R7).
"""

from __future__ import annotations

from collections.abc import Sequence

from tillhouse.onboarding.tables import Looked, Table

# What is taken out of a name, the most first, as long as it still tells the files apart.
DATE = "(19|20)[0-9][0-9][-_. ]?[01][0-9][-_. ]?[0-3][0-9]"
NUMBER = "[0-9]+"
HALF = 0.5  # of the rows stand in both files: then the later one is the earlier, mended


def side_by_side(table: Table, key: Sequence[str], looked: Looked) -> bool:
    """Whether rows of one key come in several files that do not repeat each other."""
    if len(table.files) < 2:
        return False
    known = ", ".join(f"coalesce(trim({name}), '') as k{at}" for at, name in enumerate(key))
    keys = ", ".join(f"k{at}" for at in range(len(key)))
    content = " || '|' || ".join(f"coalesce(trim({it.name}), '')" for it in table.columns)
    sql = (
        "select count(*), count(*) filter (where files > 1) from (select *, count(*) over "
        f"(partition by {keys}, content) as files from (select distinct {known}, _file, {content} "
        f"as content from {table.view} qualify min(_file) over (partition by {keys}) <> max(_file) "
        f"over (partition by {keys})))"
    )
    rows, again = (int(str(it)) for it in looked.ask(sql)[0])
    return rows > 0 and again < HALF * rows


def file_part(table: Table, key: Sequence[str], looked: Looked) -> tuple[str, str]:
    """What of a file's name stands beside the key, in Jinja-SQL, and what it is called."""
    known = ", ".join(f"trim({name})" for name in key)
    for pattern in (NUMBER, DATE):
        name = f"regexp_replace(_file, '{pattern}', '', 'g')"
        sql = (
            f"select count(*) from (select {known}, {name} as part from {table.view} "
            "group by all having count(distinct _file) > 1)"
        )
        if looked.ask(sql)[0][0] == 0:
            return f"{{{{ replace_all('_source_file', '{pattern}', '') }}}}", "kind of file"
    return "_source_file", "file"
