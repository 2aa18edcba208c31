-- R5: the first and the last day on which a source sold or took back anything, but for days that are far
-- beyond all others: a mistyped year, or what a system writes for "no date". A few lines after the longest
-- gap by far are such; at the beginning only days of before 1970 are. An as-of date that is given decides.
{%- set gap = rule('far_dates', 'gap_days') %}
{%- set few_days = rule('far_dates', 'days') %}
{%- set few_rows = rule('far_dates', 'rows') %}
with events as (

    select source_system, business_date as day, count(*) as row_count
    from {{ ref('valued_lines') }}
    where status = 'completed' and {{ is_sold('line_type') }}
    group by source_system, business_date
    union all
    select returns.source_system, returns.returned_date, count(*)
    from {{ ref('intake_returns') }} as returns
    left join (select source_system, order_id, min(status) as status from {{ ref('orders') }} group by source_system, order_id) as orders
        on orders.source_system = returns.source_system and orders.order_id = returns.order_id
    where returns._fate = 'loaded' and coalesce(orders.status, 'completed') = 'completed'
    group by returns.source_system, returns.returned_date

),

days as (

    select source_system, day, cast(sum(row_count) as bigint) as row_count
    from events
    group by source_system, day

),

placed as (

    select
        source_system, day, row_count,
        {{ days_between('lag(day) over (partition by source_system order by day)', 'day') }} as days_after,
        {{ days_between('day', 'lead(day) over (partition by source_system order by day)') }} as days_before,
        sum(row_count) over (partition by source_system order by day rows between unbounded preceding and current row) as rows_to_here,
        sum(row_count) over (partition by source_system order by day desc rows between unbounded preceding and current row) as rows_from_here,
        row_number() over (partition by source_system order by day) as place,
        row_number() over (partition by source_system order by day desc) as place_from_end
    from days

),

gaps as (

    select
        placed.*,
        coalesce(max(days_after) over (partition by source_system order by day rows between unbounded preceding and 1 preceding), 0) as usual_gap
    from placed

),

judged as (

    select
        source_system, day,
        days_after > {{ gap }} and days_after > 3 * usual_gap and place_from_end <= {{ few_days }}
            and 2 * rows_from_here <= rows_to_here - row_count
            and (rows_from_here <= {{ few_rows }} or 100 * rows_from_here <= rows_to_here - row_count) as is_beyond,
        day < cast('1970-01-02' as date) and days_before > {{ gap }} and place <= {{ few_days }}
            and 2 * rows_to_here <= rows_from_here - row_count
            and (rows_to_here <= {{ few_rows }} or 100 * rows_to_here <= rows_from_here - row_count) as is_before
    from gaps

),

ends as (

    select source_system,
        {% if var('as_of') %}cast(null as date){% else %}min(case when is_beyond then day end){% endif %} as first_beyond,
        {% if var('as_of') %}cast(null as date){% else %}max(case when is_before then day end){% endif %} as last_before
    from judged
    group by source_system

)

select
    days.source_system,
    min(days.day) as first_date,
    max(days.day) as last_date
from days
inner join ends on ends.source_system = days.source_system
where coalesce(days.day < ends.first_beyond, true) and coalesce(days.day > ends.last_before, true)
group by days.source_system
