"""What a query cannot be filled without: no further branch of a union, nothing it looks up."""

from __future__ import annotations

from tillhouse.needed_models import needed_models

NOBODY = "select 'unknown' from (select 1 as one_row) as nobody"


def ref(name: str) -> str:
    return f"{{{{ ref('{name}') }}}}"


def test_what_is_joined_is_needed_and_what_is_looked_up_is_not() -> None:
    query = f"select * from {ref('a')} join {ref('b')} on x left join {ref('c')} on y"
    assert needed_models(query).models == {"a": False, "b": False}


def test_a_part_that_is_only_looked_up_is_not_needed() -> None:
    query = (
        f"with known as (select k from {ref('b')}) select * from {ref('a')} left join known on x"
    )
    assert needed_models(query).models == {"a": False}


def test_of_a_union_the_first_branch_counts_also_where_a_loop_makes_them() -> None:
    query = f"select * from {ref('a')} union all select * from {ref('b')}"
    assert needed_models(query).models == {"a": False}
    loop = f"{{{{ 'union all' if not loop.first }}}} select * from {ref('a')}"
    assert needed_models(loop).models == {"a": False}


def test_a_union_inside_a_part_needs_its_first_branch_alone() -> None:
    both = f"select * from {ref('a')} union all select * from {ref('b')}"
    assert needed_models(f"with both as ({both}) select * from both").models == {"a": False}


def test_a_member_for_what_is_not_known_is_there_before_anything_comes() -> None:
    found = needed_models(f"select * from {ref('a')} union all {NOBODY}")
    assert found.is_always_filled
    assert not needed_models(f"select * from {ref('a')}").is_always_filled


def test_known_members_alone_are_told_apart() -> None:
    assert needed_models(f"select * from {ref('a')} where is_known").models == {"a": True}
    assert needed_models(f"select * from {ref('a')} where not is_known").models == {"a": False}
    listed = needed_models(f"select * from {ref('a')} where customer_key <> 'unknown'")
    assert listed.models == {"a": False, "customers": True}


def test_a_macro_that_stands_for_a_table_is_looked_into() -> None:
    found = needed_models("select * from {{ accepted_lines() }} as lines")
    assert found.models == {"intake_order_lines": False}
