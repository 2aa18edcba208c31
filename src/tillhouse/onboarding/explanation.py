"""`add-source --explain`: what every decision about a source rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tillhouse.onboarding.model import Model


def explanation(models: Sequence[Model]) -> Iterator[str]:
    """Line by line: which column is taken for what and why, what is made, what decided it."""
    for model in models:
        guess = model.guess
        how = "named in" if guess.is_derived else "from"
        yield f"  {guess.entity.name} {how} {guess.table.name} ({guess.table.label})"
        for name, match in guess.matches.items():
            yield f"    {name} ← {match.column.original}: {match.why} ({match.sure:.2f})"
        for name, lookup in guess.lookups.items():
            way = ", ".join(f"{hop.column} = {hop.table.name}.{hop.key}" for hop in lookup.hops)
            yield f"    {name} ← {lookup.column.original}: by {way}"
        for name, (_, why) in model.query.given.items():
            yield f"    {name}: {why}"
        yield from (f"    {line}" for line in (*model.evidence, *model.remarks))
        for question in model.questions:
            answer = f"answered: {question.answer}" if question.answer else "open"
            yield f"    asked: {question.asks} {answer}"
