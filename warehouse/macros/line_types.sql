{# R2: lines of an order that are no goods, known by the name, the category or the number of their product.
   Data only; `line_type_of` reads it. A name is one of these when nothing is left of it beside the phrase
   but figures, signs and the words of `line_type_fillers`; the name of a gift card may begin with anything
   ("Acme gift card 50"). `(s)` may be there or not. What is not sure is goods: a gift box, a bag, a tip-top
   mug. `[rules.line_types]` of the project file adds phrases, and under `goods` takes names out. #}
{% macro line_type_phrases() %}{{ return({
  'gift_card': [
    'gift card(s)', 'giftcard(s)', 'gift voucher(s)', 'gift certificate(s)', 'gift token(s)', 'voucher(s)',
    'geschenkgutschein(e)', 'geschenkkarte(n)', 'gutscheinkarte(n)', 'wertgutschein(e)', 'warengutschein(e)',
    'einkaufsgutschein(e)', 'kaufgutschein(e)', 'gutschein(e)', 'carte(s) cadeau(x)', 'chèque(s) cadeau(x)', 'cheque(s) cadeau(x)',
    'bon(s) cadeau(x)', 'tarjeta(s) regalo', 'tarjeta(s) de regalo', 'cheque(s) regalo', 'vale(s) regalo', 'bono(s) regalo',
    'carta regalo', 'carte regalo', 'buono regalo', 'buoni regalo', 'cadeaubon(nen)', 'cadeaukaart(en)', 'cartão presente',
    'cartao presente', 'cartões presente', 'vale presente', 'cheque prenda',
  ],
  'shipping': [
    'shipping', 'shipping cost(s)', 'shipping fee(s)', 'shipping charge(s)', 'shipping and handling', 'shipping handling',
    'delivery', 'delivery cost(s)', 'delivery fee(s)', 'delivery charge(s)', 'postage', 'dotcom postage', 'postage and packing',
    'postage packing', 'freight', 'freight charge(s)', 'carriage', 'versand', 'versandkosten', 'versandkostenpauschale', 'versandpauschale',
    'versandgebühr(en)', 'porto', 'porto und verpackung', 'porto verpackung', 'lieferkosten', 'liefergebühr(en)', 'lieferpauschale',
    'frais de port', 'frais de livraison', 'frais de transport', 'frais d expédition', 'livraison', 'gasto(s) de envío',
    'gasto(s) de envio', 'coste(s) de envío', 'envío', 'portes', 'spese di spedizione', 'spese di trasporto', 'costi di spedizione',
    'spedizione', 'verzendkosten', 'verzending', 'bezorgkosten', 'portes de envio', 'custo(s) de envio', 'frete', 'taxa de entrega',
  ],
  'deposit': [
    'deposit(s)', 'bottle deposit(s)', 'can deposit(s)', 'container deposit(s)', 'crate deposit(s)', 'pfand', 'flaschenpfand', 'dosenpfand',
    'einwegpfand', 'mehrwegpfand', 'kistenpfand', 'pfand einweg', 'pfand mehrweg', 'pfandrückgabe', 'leergut', 'consigne(s)',
    'cauzione', 'vuoto a rendere', 'statiegeld', 'depósito envase', 'vasilhame',
  ],
  'tip': ['tip(s)', 'gratuity', 'trinkgeld', 'pourboire(s)', 'propina(s)', 'mancia', 'mance', 'fooi', 'fooien', 'gorjeta(s)'],
  'bag': [
    'bag charge(s)', 'bag fee(s)', 'bag levy', 'bag tax', 'carrier bag charge(s)', 'plastic bag charge(s)', 'plastic bag levy', 'paper bag charge(s)',
    'paper bag fee(s)', 'single use bag charge(s)', 'checkout bag(s)', 'tütengebühr', 'tragetaschengebühr', 'sac(s) de caisse', 'sac(s) caisse',
  ],
  'donation': ['donation(s)', 'charity donation(s)', 'charitable donation(s)', 'spende(n)', 'donación', 'donacion', 'donazione', 'donatie(s)', 'doação'],
  'fee': [
    'bank charge(s)', 'amazon fee(s)', 'amazonfee', 'handling fee(s)', 'payment fee(s)', 'processing fee(s)', 'transaction fee(s)', 'cod fee(s)',
    'card fee(s)', 'credit card fee(s)', 'bankgebühr(en)', 'zahlungsgebühr(en)', 'nachnahmegebühr(en)', 'bearbeitungsgebühr(en)', 'mahngebühr(en)',
    'frais de dossier', 'frais bancaires', 'frais de paiement', 'commissioni bancarie', 'bankkosten', 'betaalkosten',
  ],
  'tax': ['sales tax', 'vat', 'mwst', 'mehrwertsteuer', 'umsatzsteuer', 'tva', 'btw'],
  'discount': [
    'discount(s)', 'order discount(s)', 'coupon discount', 'loyalty discount', 'staff discount', 'rabatt(e)', 'nachlass', 'treuerabatt', 'mitarbeiterrabatt',
    'remise(s)', 'réduction(s)', 'descuento(s)', 'sconto', 'sconti', 'korting(en)', 'desconto(s)',
  ],
  'rounding': [
    'rounding', 'cash rounding', 'rounding adjustment', 'rounding difference', 'rundung', 'rundungsdifferenz', 'rundungsausgleich',
    'arrondi', 'redondeo', 'arrotondamento', 'afronding', 'afrondingsverschil', 'arredondamento',
  ],
}) }}{% endmacro %}


{# What may stand beside a phrase. #}
{% macro line_type_fillers() %}{{ return([
  'eur', 'euro', 'euros', 'usd', 'gbp', 'chf', 'dollar', 'dollars', 'pound', 'pounds', 'digital', 'physical', 'online', 'e', 'standard',
  'express', 'free', 'domestic', 'international', 'national', 'economy', 'priority', 'value', 'wert', 'im', 'von', 'of', 'over', 'worth',
  'à', 'x', 'no', 'nr', 'p', 'c', 'ct', 'cent', 'cents', 'pence',
]) }}{% endmacro %}


{# How sources themselves word the kind of a line. #}
{% macro line_type_words() %}{{ return({
  'goods': ['goods', 'line item', 'product', 'products', 'item', 'article', 'artikel', 'inventory', 'stock', 'merchandise', 'sale'],
  'service': ['service', 'services', 'dienstleistung', 'labor', 'labour'],
  'gift_card': ['gift card', 'giftcard', 'gift voucher', 'voucher', 'gutschein'],
  'shipping': ['shipping', 'delivery', 'freight', 'postage', 'versand'],
  'deposit': ['deposit', 'pfand', 'statiegeld'],
  'tip': ['tip', 'gratuity', 'trinkgeld'],
  'bag': ['bag'],
  'donation': ['donation', 'spende'],
  'fee': ['fee', 'surcharge', 'charge'],
  'tax': ['tax', 'vat'],
  'discount': ['discount', 'coupon', 'rabatt'],
  'rounding': ['rounding', 'rundung'],
  'payment': ['payment', 'tender', 'zahlung'],
  'void': ['void'],
}) }}{% endmacro %}


{# A discount in an order without goods lowers no other line: it counts as what it is, less money. R6 #}
{% macro line_type_in_order(is_without_goods, line_type) -%}
  case when {{ is_without_goods }} and {{ line_type }} = 'discount' then 'goods' else {{ line_type }} end
{%- endmacro %}
