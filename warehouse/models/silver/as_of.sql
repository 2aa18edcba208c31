-- R5: the date from which recency, windows and campaigns count: the one asked for, else the last business
-- date of counted sales and returns. No mart reads the clock. One row in any case; NULL before the first sale
-- (the CASE says so to engines that take the greatest of no rows for a value).
select
    max({% if var('as_of') %}cast('{{ var('as_of') }}' as date){% else %}case when last_date is not null then last_date end{% endif %}) as as_of_date
from {{ ref('source_days') }}
