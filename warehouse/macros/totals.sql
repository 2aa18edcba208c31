{# A row that is the total of others, as people put them into reports: one of the labels says so in a word,
   and something is empty that every row of its own has. The problem of such a row (see `problem`); NULL for
   all others. The words are those by which add-source knows such rows. #}
{% macro total_row(labels, needed) -%}
  case when {% for name in needed %}coalesce(trim({{ name }}), '') = ''{{ ' or ' if not loop.last }}{% endfor %} then case
    {%- for name in labels %}
    when length({{ name }}) <= 60 and {{ matches('lower(trim(' ~ name ~ '))', total_words()) }}
      then {{ problem(name, 'a_total', name) }}
    {%- endfor %} end end
{%- endmacro %}


{% macro total_words() -%}
^(?:grand|sub|sub-|end|gesamt|zwischen|teil|sous-|sous |eind|general|overall)? ?(?:totals?|total general|total geral|total g[eé]n[eé]ral|totaux|totales?|totaal|summe|gesamt|insgesamt|summa|somma|somme|soma|suma|sum|razem|celkem|yhteensä|i alt)([^a-zà-ÿ].*)?$|^.*[^a-zà-ÿ](?:grand|sub|sub-|end|gesamt|zwischen|teil|sous-|sous |eind|general|overall)? ?(?:totals?|total general|total geral|total g[eé]n[eé]ral|totaux|totales?|totaal|summe|gesamt|insgesamt|summa|somma|somme|soma|suma|sum|razem|celkem|yhteensä|i alt)[ :=]*$
{%- endmacro %}
