{# R3: what a line of a till's journal is: sale, return or void; NULL for a word that no list and no answer
   knows. Words in small letters, one blank for each run of blanks, `-` and `_`. Data only. #}
{% macro transaction_words() %}{{ return({
  'sale': ['sale', 'sales', 'sold', 'regular sale', 'retail sale', 'purchase', 'sell', 'verkauf', 'barverkauf', 'vente', 'venta', 'vendita', 'verkoop', 'venda'],
  'return': ['refund', 'refunds', 'refunded', 'return', 'returns', 'returned', 'sale return', 'sales return', 'credit note', 'credit memo', 'creditnote',
    'gutschrift', 'retoure', 'retour', 'rückgabe', 'ruckgabe', 'rueckgabe', 'rücknahme', 'erstattung', 'rückerstattung',
    'avoir', 'remboursement', 'devolución', 'devolucion', 'reembolso', 'abono', 'reso', 'rimborso', 'nota di credito',
    'nota de crédito', 'nota de credito', 'terugbetaling', 'creditnota', 'retourzending', 'devolução', 'devolucao'],
  'void': ['void', 'voided', 'cancelled', 'canceled', 'cancellation', 'cancel', 'storno', 'storniert', 'stornierung',
    'annulation', 'annulé', 'annule', 'anulación', 'anulacion', 'anulado', 'annullamento', 'annullato', 'annulering',
    'geannuleerd', 'anulação', 'anulacao', 'cancelado', 'cancelada'],
}) }}{% endmacro %}


{% macro transaction_kind(expression, source_name) -%}
  {%- set word = "lower(" ~ replace_all("trim(" ~ expression ~ ")", '[ _-]+', ' ') ~ ")" -%}
  case
    {%- for key, kind in var('answers', {}).get(source_name, {}).items() if key.startswith('transaction_type.') and kind in ['sale', 'return', 'void'] %}
    when lower(trim({{ expression }})) = {{ sql_text(key[17:] | trim | lower) }} then '{{ kind }}'
    {%- endfor %}
    {%- for kind, words in transaction_words().items() %}
    when {{ word }} in ({% for it in words %}'{{ it }}'{{ ", " if not loop.last }}{% endfor %}) then '{{ kind }}'
    {%- endfor %}
  end
{%- endmacro %}


{# The question that a row of an unknown kind waits for; NULL for the others. R26 #}
{% macro transaction_question(expression, kind) -%}
  case when {{ kind }} is null then 'transaction_type.' || coalesce(nullif(trim({{ expression }}), ''), '(empty)') end
{%- endmacro %}


{# A number of a refund below 0, however it is delivered. #}
{% macro signed_by_kind(text, kind) -%}
  case when {{ kind }} = 'return' and {{ text }} not like '-%' and {{ text }} <> '0' then '-' || {{ text }} else {{ text }} end
{%- endmacro %}
