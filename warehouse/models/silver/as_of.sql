-- R5: the date from which recency, windows and campaigns count: the one asked for, else the last business
-- date of counted sales and returns. No mart reads the clock. One row in any case; NULL before the first sale.
select
    max({% if var('as_of') %}cast('{{ var('as_of') }}' as date){% else %}last_date{% endif %}) as as_of_date
from {{ ref('source_days') }}
