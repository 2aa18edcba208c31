-- R6: what was accepted; empty until a source brings it. R3: units and money of a return are positive,
-- whichever sign a source writes. R2: a refund takes back as much net as it gave: tax is taken out where
-- the record or its order says that it is in the amount, or where the amount is that of the sale with tax.
with records as (

    select *, abs(quantity) as units, cast(abs(amount) as decimal(38,4)) as told_amount, cast(abs(tax_amount) as decimal(38,4)) as told_tax
    from {{ ref('intake_returns') }}
    where _fate = 'loaded'

),

named as (

    select distinct source_system, order_id from records where order_id is not null

),

lines as (

    select lines.*
    from {{ ref('valued_lines') }} as lines
    inner join named on named.source_system = lines.source_system and named.order_id = lines.order_id
    where not lines.is_return

),

sold as (

    {%- for part in ['product_id', 'cast(null as ' ~ type_name('varchar') ~ ')'] %}
    select source_system, order_id, {{ part }} as product_id, cast(sum(quantity) as decimal(38,4)) as units,
        cast(sum(net_amount) as decimal(38,4)) as net_amount, cast(sum(coalesce(tax_amount, 0)) as decimal(38,4)) as tax_amount,
        max(case when is_tax_included then 1 else 0 end) = 1 as is_tax_included
    from lines
    {%- if loop.first %}
    where product_id is not null
    group by source_system, order_id, product_id
    union all
    {%- else %}
    group by source_system, order_id
    {%- endif %}
    {%- endfor %}

),

compared as (

    select
        records.*,
        sold.net_amount as sold_net,
        cast(sold.net_amount + sold.tax_amount as decimal(38,4)) as sold_with_tax,
        sold.is_tax_included as is_sold_with_tax,
        case when records.product_id is null then sold.net_amount
            else {{ apportioned('sold.net_amount', 'records.units', 'sold.units') }} end as expected_net,
        case when records.product_id is null then cast(sold.net_amount + sold.tax_amount as decimal(38,4))
            else {{ apportioned('(sold.net_amount + sold.tax_amount)', 'records.units', 'sold.units') }} end as expected_with_tax
    from records
    left join sold
        on sold.source_system = records.source_system and sold.order_id = records.order_id
        and {{ same('sold.product_id', 'records.product_id') }}

),

decided as (

    select
        *,
        coalesce(
            is_tax_included,
            case when is_sold_with_tax then true
                when abs(told_amount - expected_net) < 0.01 then false
                when abs(told_amount - expected_with_tax) < 0.01 then true end,
            false) as has_tax
    from compared

)

select
    source_system,
    return_id,
    order_id,
    product_id,
    customer_id,
    store_id,
    returned_date,
    cast(units as decimal(18,4)) as quantity,
    case when not has_tax then told_amount
        when told_tax is not null then cast(told_amount - told_tax as decimal(38,4))
        else coalesce({{ apportioned('told_amount', 'sold_net', 'sold_with_tax') }}, told_amount) end as amount,
    reason,
    _load_id,
    _source_file,
    _source_row
from decided
