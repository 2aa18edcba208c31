-- R14, R6: support_patterns has every ticket of silver in one kind, and its numbers do not contradict each other.
{{ audit_sums('tickets of every kind equal silver', 'support_patterns',
  expected=side(ref('service_records'), scope="coalesce(issue_type, 'unknown')", where="event_type = 'ticket opened'"),
  found=side(ref('support_patterns'), 'ticket_count', scope='issue_type')) }}
union all
{{ audit_sums('resolved tickets of every kind equal silver', 'support_patterns',
  expected=side(ref('service_records'), scope="coalesce(issue_type, 'unknown')", where="event_type = 'ticket resolved'"),
  found=side(ref('support_patterns'), 'resolved_count', scope='issue_type')) }}
union all
{% call audit_none(
  'no more is resolved than came, nor reopened than resolved, and the median is not above p90', 'rows', 'support_patterns') %}
  select issue_type
  from {{ ref('support_patterns') }}
  where resolved_count > ticket_count
    or reopened_count > resolved_count
    or rated_count > ticket_count
    or open_count <> ticket_count - resolved_count
    or median_hours_to_resolve > p90_hours_to_resolve
{% endcall %}
