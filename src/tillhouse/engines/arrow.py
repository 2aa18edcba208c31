"""The one set of Arrow types in which every engine hands its rows over.

The YAML beside a model names types neutrally (`varchar`, `decimal(18,2)`, …). This module says
which Arrow type each name means, and brings what an engine returns (zoned timestamps, dictionary
or large strings, wide decimals) to exactly that type. Nothing is rounded or cut on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyarrow as pa

from tillhouse.errors import EngineError

SIMPLE: dict[str, pa.DataType] = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),  # UTC, without a zone: columns end in _at
    "boolean": pa.bool_(),
    "double": pa.float64(),
}
DECIMAL = re.compile(r"^decimal\((\d{1,2}),\s*(\d{1,2})\)$")
WIDEST = 38  # digits of a decimal128


def arrow_type(name: str) -> pa.DataType:
    """The Arrow type of a neutral type name; `EngineError` for a name that is not one."""
    neutral = name.strip().lower()
    if neutral in SIMPLE:
        return SIMPLE[neutral]
    if (digits := DECIMAL.match(neutral)) and 1 <= int(digits[1]) <= WIDEST:
        return pa.decimal128(int(digits[1]), int(digits[2]))
    raise EngineError(
        f"'{name}' is not a type that every engine has",
        remedy=f"Use one of {', '.join(SIMPLE)} or decimal(digits,scale).",
    )


def neutral_name(arrow: pa.DataType) -> str:
    """The neutral name of an Arrow type, or Arrow's own name where there is none."""
    if pa.types.is_decimal(arrow):
        return f"decimal({arrow.precision},{arrow.scale})"
    natural = natural_type(arrow)
    return next((name for name, known in SIMPLE.items() if known == natural), str(arrow))


def arrow_schema(columns: Mapping[str, str]) -> pa.Schema:
    """The Arrow schema of columns given as name → neutral type, in their order."""
    return pa.schema([pa.field(name, arrow_type(neutral)) for name, neutral in columns.items()])


def natural_type(arrow: pa.DataType) -> pa.DataType:
    """The canonical type nearest to an engine's own: the same values, one way of holding them."""
    kind = pa.types
    if kind.is_dictionary(arrow):
        return natural_type(arrow.value_type)
    if kind.is_string(arrow) or kind.is_large_string(arrow) or kind.is_string_view(arrow):
        return pa.string()
    if kind.is_timestamp(arrow):
        return SIMPLE["timestamp"]
    if kind.is_date(arrow):
        return SIMPLE["date"]
    if kind.is_decimal(arrow):
        return pa.decimal128(min(arrow.precision, WIDEST), arrow.scale)
    if kind.is_floating(arrow):
        return SIMPLE["double"]
    if kind.is_integer(arrow):
        return SIMPLE["integer" if arrow.bit_width <= 32 and arrow != pa.uint32() else "bigint"]
    return arrow


def canonical(
    reader: pa.RecordBatchReader, columns: Mapping[str, str] | None = None, *, table: str = ""
) -> pa.RecordBatchReader:
    """The same rows in canonical types, batch by batch.

    With `columns` (name → neutral type) the result has exactly those, in that order; without,
    each column gets the canonical type nearest to what the engine returned. `EngineError`, naming
    table and column, when a column is missing or a value does not fit its type exactly.
    """
    wanted = arrow_schema(columns) if columns is not None else _natural_schema(reader.schema)
    _require_columns(reader.schema, wanted, table)
    return pa.RecordBatchReader.from_batches(wanted, _cast_batches(reader, wanted, table))


def _natural_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field(field.name, natural_type(field.type)) for field in schema])


def _require_columns(got: pa.Schema, wanted: pa.Schema, table: str) -> None:
    missing = [name for name in wanted.names if name not in got.names]
    unknown = [name for name in got.names if name not in wanted.names]
    twice = sorted({name for name in got.names if got.names.count(name) > 1})
    if not missing and not unknown and not twice:
        return
    said = [f"lacks {', '.join(missing)}"] if missing else []
    said += [f"has {', '.join(unknown)}, which its YAML does not know"] if unknown else []
    said += [f"has {', '.join(twice)} more than once"] if twice else []
    raise EngineError(
        f"{table or 'The result'} {' and '.join(said)}",
        remedy="Let the last SELECT of the model and the columns of its YAML name the same.",
    )


def _cast_batches(
    reader: pa.RecordBatchReader, wanted: pa.Schema, table: str
) -> Iterator[pa.RecordBatch]:
    places = [reader.schema.get_field_index(name) for name in wanted.names]
    for batch in reader:
        arrays = [
            cast_exactly(batch.column(place), field.type, f"{table}.{field.name}".lstrip("."))
            for place, field in zip(places, wanted, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=wanted)


def cast_exactly(values: pa.Array, wanted: pa.DataType, column: str) -> pa.Array:
    """`values` as `wanted`; `EngineError` naming the column when that would change a value."""
    if values.type == wanted:
        return values
    try:
        if pa.types.is_dictionary(values.type):
            values = values.dictionary_decode()
        if not _is_same_family(values.type, wanted):
            raise pa.ArrowInvalid("values of another kind")
        if pa.types.is_integer(values.type) and pa.types.is_decimal(wanted):
            values = values.cast(pa.decimal128(WIDEST, wanted.scale))
        return values.cast(wanted, safe=True)
    except pa.ArrowException as error:
        raise EngineError(
            f"Values of {column} do not fit {neutral_name(wanted)} exactly: {error}",
            where=f"{column}, which the engine returned as {values.type}",
            remedy="Cast the column to its YAML type in the last SELECT of the model.",
        ) from error


def _is_same_family(got: pa.DataType, wanted: pa.DataType) -> bool:
    # Arrow itself would parse text to numbers, round doubles to decimals and cut times to dates.
    natural = natural_type(got)
    if pa.types.is_null(got) or natural == wanted:
        return True
    if pa.types.is_integer(natural) or pa.types.is_decimal(natural):
        return bool(pa.types.is_integer(wanted) or pa.types.is_decimal(wanted))
    return False
