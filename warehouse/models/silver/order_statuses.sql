-- R3, R26: what each source's words for the state of an order mean. An answer decides, then a word that is
-- sure anywhere, then the set of a system that is recognised by its marks. All that ever came is looked
-- at, so that no later word takes the meaning of an earlier one away. The rest is unknown, and asked.
with delivered as (

    select source_system, coalesce(lower(trim(status)), '') as word, min(trim(status)) as delivered_status,
        cast(sum(case when _fate = 'loaded' then 1 else 0 end) as bigint) as order_count
    from {{ ref('intake_orders') }}
    where _fate <> 'quarantined'
    group by source_system, coalesce(lower(trim(status)), '')

),

words as (

    select source_system, word, delivered_status, order_count, 'delivered' as kind from delivered where word <> ''
    union all
    select source_system, '', cast(null as {{ type_name('varchar') }}), cast(sum(case when word = '' then order_count else 0 end) as bigint),
        case when max(word) = '' then 'no status' else 'left empty' end
    from delivered
    group by source_system

),

known as (

    {{ known_statuses() }}

),

answered as (

    {{ answered_statuses() }}

),

recognised as (

    select words.source_system, known.vendor
    from words
    inner join known on known.word = {{ status_word('words.word') }} and known.vendor <> ''
    group by words.source_system, known.vendor
    having count(distinct known.word) >= 2 and max(known.is_mark) = 1

),

vendor_words as (

    select recognised.source_system, known.word, min(known.status) as status, min(known.vendor) as vendor
    from recognised
    inner join known on known.vendor = recognised.vendor
    group by recognised.source_system, known.word
    having min(known.status) = max(known.status)

)

select
    words.source_system,
    words.word,
    words.delivered_status,
    case when words.kind = 'no status' then 'completed'
        else coalesce(answered.status, sure.status, vendor_words.status, 'unknown') end as status,
    case when words.kind = 'no status' then 'source without status'
        when answered.status is not null then 'answer'
        when sure.status is not null then 'sure word'
        when vendor_words.status is not null then concat('words of ', vendor_words.vendor)
        else 'unknown' end as status_basis,
    words.order_count
from words
left join answered on answered.source_system = words.source_system
    and answered.word = case when words.kind = 'left empty' then '(empty)' else words.word end
left join known as sure on sure.vendor = '' and sure.word = {{ status_word('words.word') }}
left join vendor_words on vendor_words.source_system = words.source_system and vendor_words.word = {{ status_word('words.word') }}
