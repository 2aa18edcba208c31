-- R26: how fresh each source is and what of it is held back by open questions. R5: a delivery has a day
-- of its own; no clock is read.
with delivered as (

    select
        source_system,
        {{ typed("max(substr(load_id, 1, 4) || '-' || substr(load_id, 5, 2) || '-' || substr(load_id, 7, 2))", 'date') }} as last_delivery_date,
        sum(rows_loaded) > 0 as is_published,
        sum(rows_held) as rows_held,
        sum(case when entity = 'order_lines' then amount_held else 0 end) as amount_held
    from {{ ref('reconciliation') }}
    group by source_system

),

sold as (

    select source_system, max(business_date) as last_business_date
    from {{ ref('sales_and_returns') }}
    group by source_system

),

questions as (

    select
        source_system,
        question,
        sum(case when effect = 'not counted' then row_count else 0 end) as rows_not_counted,
        sum(case when effect = 'not counted' then amount else 0 end) as amount_not_counted,
        min(first_date) as first_date,
        max(last_date) as last_date,
        row_number() over (partition by source_system order by question) as place
    from {{ ref('open_questions') }}
    where effect <> 'told'
    group by source_system, question

),

asked as (

    select
        source_system,
        count(*) as question_count,
        sum(rows_not_counted) as rows_not_counted,
        sum(amount_not_counted) as amount_not_counted,
        min(first_date) as first_held_date,
        max(last_date) as last_held_date,
        {{ text_join('; ', ["max(case when place = 1 then question end)", "max(case when place = 2 then question end)",
                            "max(case when place = 3 then question end)", "max(case when place = 4 then question end)",
                            "max(case when place = 5 then question end)"]) }} as questions
    from questions
    group by source_system

)

select
    delivered.source_system,
    delivered.is_published,
    delivered.last_delivery_date,
    sold.last_business_date,
    cast(delivered.rows_held + coalesce(asked.rows_not_counted, 0) as bigint) as rows_held,
    cast({{ half_up('delivered.amount_held + coalesce(asked.amount_not_counted, 0)', 2) }} as decimal(38,2)) as amount_held,
    asked.first_held_date,
    asked.last_held_date,
    cast(coalesce(asked.question_count, 0) as bigint) as question_count,
    asked.questions
from delivered
left join sold on sold.source_system = delivered.source_system
left join asked on asked.source_system = delivered.source_system
