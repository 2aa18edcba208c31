"""Each type comes as the text that loses nothing."""

from __future__ import annotations

from pathlib import Path

from tests.servers import Server
from tests.unit.sources.database.conftest import Erp

GUID = "a8098c1a-f86e-11da-bd1a-00112444be1e"
POSTGRES = {
    "money": ("money", "12.5", "12.50"),
    "numeric": ("numeric(30,8)", "123456789012345678901.5", "123456789012345678901.50000000"),
    "flag": ("boolean", "true", "true"),
    "at": ("timestamptz", "'2024-01-02 03:04:05+02'", "2024-01-02 01:04:05Z"),
    "day": ("date", "'2024-01-02'", "2024-01-02"),
    "bytes": ("bytea", r"'\x00ff'", "00ff"),
    "texts": ("text[]", "array['a,b', null, 'c\"d']", '["a,b",null,"c\\"d"]'),
    "document": ("jsonb", """'{"b": [1, 2], "a": "x"}'""", '{"a": "x", "b": [1, 2]}'),
    "guid": ("uuid", f"'{GUID}'", GUID),
    "ratio": ("double precision", "0.1", "0.1"),
    "host": ("inet", "'10.0.0.1'", "10.0.0.1/32"),
    "code": ("char(4)", "'ab'", "ab"),
    "nothing": ("text", "''", ""),
    "lines": ("text", "E'a,\"b\"\n\\\\N\r\n'", 'a,"b"\n\\N\r\n'),
    "span": ("interval", "'1 day 02:03:04'", "1 day 02:03:04"),
    "list": ("int[]", "'{1,null}'", "[1,null]"),
    "words": ("text", "'it''s \\ \"日本\"'", "it's \\ \"日本\""),
}  # fmt: skip
MYSQL = {
    "money": ("decimal(19,4)", "12.5", "12.5000"),
    "flag": ("bit(1)", "b'1'", "true"),
    "small": ("tinyint(1)", "1", "1"),
    "at": ("datetime(6)", "'2024-01-02 03:04:05.000006'", "2024-01-02 03:04:05.000006"),
    "stamp": ("timestamp(3) null", "'2024-01-02 03:04:05.006'", "2024-01-02 03:04:05.006Z"),
    "day": ("date", "'2024-01-02'", "2024-01-02"),
    "bytes": ("varbinary(8)", "x'00ff'", "00ff"),
    "year": ("year", "2024", "2024"),
    "weight": ("float", "0.1", "0.1"),
    "big": ("bigint unsigned", "18446744073709551615", "18446744073709551615"),
    "padded": ("int(6) zerofill", "42", "000042"),
    "after": ("time(3)", "'-30:05:00.5'", "-30:05:00.500"),
    "nothing": ("text", "''", ""),
    "long": ("text", "repeat('é', 5000)", "é" * 5000),
    "longer": ("mediumtext", "repeat('x', 70000)", "x" * 70000),
    "ratio": ("double", "0.1", "0.1"),
    "words": ("text character set utf8mb4", "'it''s \"日本\"'", 'it\'s "日本"'),
}


def test_values_come_as_the_server_holds_them(server: Server, tmp_path: Path) -> None:
    erp = Erp(server, tmp_path)
    types = POSTGRES if server.system == "postgresql" else MYSQL
    quote = '"' if server.system == "postgresql" else "`"
    listed = ", ".join(f"{quote}{name}{quote} {kind}" for name, (kind, _, _) in types.items())
    erp.sql(f"create table kinds (id int primary key, {listed})")
    erp.sql(f"insert into kinds values (1, {', '.join(value for _, value, _ in types.values())})")
    erp.sql("insert into kinds (id) values (2)")
    names = ", ".join(f'"{name}"' for name in types)
    erp.use(f'[tables.kinds]\nrelation = "kinds"\nkey = ["id"]\ncolumns = ["id", {names}]')
    erp.load()
    first, second = erp.rows("kinds", names)
    assert first == tuple(text for _, _, text in types.values())
    assert second == (None,) * len(types)


def test_the_way_a_server_writes_dates_changes_nothing(postgres: Server, tmp_path: Path) -> None:
    erp = Erp(postgres, tmp_path)
    erp.sql("alter database erp set datestyle = 'German, DMY'")
    erp.sql("alter database erp set timezone = 'Asia/Tokyo'")
    erp.load()
    assert erp.rows("orders", "modified_date")[0] == ("2024-01-01 08:00:00.25",)


def test_a_table_of_one_column_keeps_its_empty_rows(server: Server, tmp_path: Path) -> None:
    erp = Erp(server, tmp_path)
    erp.sql("create table notes (note varchar(10))")
    erp.sql("insert into notes values (null), (''), ('a'), (null)")
    erp.use('[tables.notes]\nrelation = "notes"\ncolumns = ["note"]')
    assert erp.load().rows == 4
    assert sorted(erp.rows("notes", "note"), key=str) == [("",), ("a",), (None,), (None,)]


def test_a_large_table_comes_whole(mariadb: Server, tmp_path: Path) -> None:
    erp = Erp(mariadb, tmp_path)
    erp.sql("create table big (a int, b varchar(8), primary key (a, b))")
    erp.sql("insert into big select seq div 1000, lpad(seq mod 1000, 4, '0') from seq_1_to_450000")
    erp.use('[tables.big]\nrelation = "big"\nkey = ["a", "b"]\ncolumns = ["a", "b"]')
    assert erp.load().rows == 450_000
    assert len(set(erp.rows("big", "a, b"))) == 450_000
