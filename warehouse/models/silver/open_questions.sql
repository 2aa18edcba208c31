-- R26: what the deliveries do not decide and nobody has answered yet, with the rows and the money that
-- hang on it. Each kind of question is a macro of its own that gives one row per row in question.
{%- set entities = ['customers', 'contacts', 'products', 'stores', 'employees', 'promotions', 'orders', 'order_lines',
    'returns', 'payments', 'support_tickets', 'web_sessions', 'inventory', 'purchase_receipts', 'control_totals'] %}
with asked as (

    {% for entity in entities %}
    {{ questions_of_held_rows(entity) }}
    union all
    {{ questions_of_rejected_entities(entity) }}
    union all
    {% endfor %}
    {{ questions_of_status_words() }}
    union all
    {{ questions_of_stated_totals() }}
    union all
    {{ questions_of_odd_discounts() }}

),

placed as (

    select source_system, entity, question, effect, example,
        row_number() over (partition by source_system, entity, question, effect order by example) as place
    from (select distinct source_system, entity, question, effect, example from asked where example is not null) as named

),

examples as (

    select source_system, entity, question, effect,
        {{ text_join(', ', ["max(case when place = 1 then example end)", "max(case when place = 2 then example end)",
                            "max(case when place = 3 then example end)"]) }} as examples
    from placed
    where place <= 3
    group by source_system, entity, question, effect

)

select
    asked.source_system,
    asked.entity,
    asked.question,
    asked.effect,
    cast(count(*) as bigint) as row_count,
    cast(sum(coalesce(asked.amount, 0)) as decimal(38,4)) as amount,
    min(asked.business_date) as first_date,
    max(asked.business_date) as last_date,
    max(examples.examples) as examples
from asked
left join examples
    on examples.source_system = asked.source_system and examples.entity = asked.entity
    and examples.question = asked.question and examples.effect = asked.effect
group by asked.source_system, asked.entity, asked.question, asked.effect
