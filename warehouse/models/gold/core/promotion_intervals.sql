-- R16: the ratio of two daily rates with its 95 % interval, by quasi-Poisson regression (McCullagh and
-- Nelder, Generalized Linear Models, 1989, 2nd edition, chapters 6 and 9): on the logarithm, with the
-- Pearson dispersion of the days (at least 1) and Student's t in the expansion of Abramowitz and Stegun 26.7.5.
{%- set z = 1.959963984540054 %}
{%- set corrections = [(z**3 + z) / 4, (5*z**5 + 16*z**3 + 3*z) / 96, (3*z**7 + 19*z**5 + 17*z**3 - 15*z) / 384] %}
with rates as (
  select
    promotion_key, dimension, member_key, currency_code,
    cast(promotion_unit_count as double) as u1, cast(promotion_day_count as double) as n1, promotion_squares as q1,
    cast(baseline_unit_count as double) as u0, cast(baseline_day_count as double) as n0, baseline_squares as q0,
    cast(promotion_day_count + baseline_day_count - 2 as double) as freedom
  from {{ ref('promotion_rates') }}
  where promotion_unit_count > 0 and baseline_unit_count > 0
    and promotion_day_count + baseline_day_count >= 7
),

dispersions as (
  select
    *,
    ((q1 - u1 * u1 / n1) * n1 / u1 + (q0 - u0 * u0 / n0) * n0 / u0) / freedom as dispersion,
    {{ z }} + {{ corrections[0] }} / freedom + {{ corrections[1] }} / (freedom * freedom)
      + {{ corrections[2] }} / (freedom * freedom * freedom) as quantile
  from rates
),

widths as (
  select
    *,
    ln(u1 / n1) - ln(u0 / n0) as log_ratio,
    quantile * sqrt(case when dispersion > 1 then dispersion else 1 end * (1 / u1 + 1 / u0)) as width
  from dispersions
)

select
  promotion_key, dimension, member_key, currency_code,
  cast(round(case when dispersion > 1 then dispersion else 1 end, 4) as decimal(38,4)) as dispersion,
  cast(round(exp(log_ratio - width), 4) as decimal(38,4)) as unit_ratio_low,
  cast(round(exp(least(log_ratio + width, case when log_ratio < 24 then 25 else 75 end)), 4) as decimal(38,4)) as unit_ratio_high
from widths
