{# R3: what sources call the state of an order. Data only; `order_statuses` reads it. Words are in small
   letters, with a blank for each run of blanks, `-` and `_`. #}

{# Words that mean the same wherever they stand. What one shop takes for a sale and another does not
   (invoiced, done, dispatched, approved, closed, returned), numbers and single letters are not here. #}
{% macro sure_status_words() %}{{ return({
  'completed': [
    'completed', 'complete', 'shipped', 'delivered', 'paid', 'paid in full', 'fully paid', 'fulfilled', 'sold', 'picked up',
    'success', 'successful', 'succeeded', 'order completed', 'wc completed',
    'abgeschlossen', 'bezahlt', 'geliefert', 'ausgeliefert', 'zugestellt', 'verkauft', 'abgeholt',
    'terminée', 'terminé', 'terminee', 'livrée', 'livré', 'payée', 'payé', 'vendu', 'vendue',
    'completado', 'completada', 'entregado', 'entregada', 'pagado', 'pagada', 'vendido', 'vendida',
    'completato', 'completata', 'consegnato', 'consegnata', 'pagato', 'pagata', 'venduto', 'venduta',
    'voltooid', 'afgerond', 'bezorgd', 'geleverd', 'betaald', 'verkocht',
    'concluído', 'concluída', 'concluido', 'concluida', 'entregue', 'pago', 'paga',
  ],
  'open': [
    'open', 'new', 'draft', 'pending', 'processing', 'in process', 'in progress', 'on hold', 'onhold', 'preparing',
    'backordered', 'back ordered', 'on backorder', 'unpaid', 'not paid', 'not yet paid', 'unshipped', 'not shipped', 'unfulfilled',
    'awaiting payment', 'pending payment', 'payment pending', 'waiting for payment', 'awaiting fulfillment', 'awaiting fulfilment',
    'awaiting shipment', 'awaiting pickup', 'ready to ship', 'ready for shipment', 'ready for pickup', 'out for delivery',
    'in transit', 'quotation', 'quote', 'authorized', 'authorised', 'checkout draft', 'auto draft',
    'wc pending', 'wc processing', 'wc on hold', 'wc checkout draft', 'wc draft',
    'offen', 'neu', 'ausstehend', 'in bearbeitung', 'wartend', 'in wartestellung', 'unbezahlt', 'nicht bezahlt', 'entwurf', 'angebot',
    'en attente', 'en cours', 'en préparation', 'en attente de paiement', 'nouveau', 'nouvelle', 'brouillon', 'non payée', 'devis',
    'pendiente', 'pendiente de pago', 'procesando', 'en proceso', 'en espera', 'nuevo', 'nueva', 'abierto', 'abierta', 'borrador',
    'in attesa', 'in attesa di pagamento', 'in lavorazione', 'in sospeso', 'nuovo', 'nuova', 'aperto', 'aperta', 'bozza',
    'in behandeling', 'in afwachting', 'wacht op betaling', 'in de wacht', 'openstaand', 'nieuw', 'onbetaald', 'concept', 'offerte',
    'pendente', 'processando', 'em processamento', 'em andamento', 'em espera', 'aguardando pagamento', 'novo', 'nova', 'aberto', 'aberta', 'rascunho',
  ],
  'cancelled': [
    'cancelled', 'canceled', 'cancel', 'cancelled by customer', 'canceled by customer', 'order cancelled', 'order canceled',
    'rejected', 'void', 'voided', 'refunded', 'fully refunded', 'refunded in full', 'expired', 'abandoned', 'deleted',
    'wc cancelled', 'wc refunded', 'wc trash',
    'storniert', 'storno', 'abgebrochen', 'abgelehnt', 'erstattet', 'rückerstattet', 'zurückerstattet', 'gelöscht', 'verfallen',
    'annulée', 'annulé', 'annulee', 'annule', 'remboursée', 'remboursé', 'abandonnée',
    'cancelado', 'cancelada', 'anulado', 'anulada', 'reembolsado', 'reembolsada', 'rechazado', 'rechazada',
    'annullato', 'annullata', 'cancellato', 'cancellata', 'rimborsato', 'rimborsata', 'rifiutato', 'rifiutata',
    'geannuleerd', 'terugbetaald', 'afgewezen', 'verlopen',
    'estornado', 'estornada', 'rejeitado', 'rejeitada', 'recusado', 'recusada',
  ],
  'failed': [
    'failed', 'failure', 'declined', 'error', 'payment failed', 'payment error', 'payment declined', 'wc failed',
    'fehlgeschlagen', 'zahlung fehlgeschlagen', 'gescheitert', 'échouée', 'échoué', 'echouee', 'echoue',
    'fallido', 'fallida', 'fallito', 'fallita', 'mislukt', 'falhou', 'falhado', 'falhada',
  ],
}) }}{% endmacro %}


{# The sets of known systems. A set is recognised by two of its words, one of which is a mark: a word
   that hardly any other system has. Then all its words mean what they mean there. #}
{% macro vendor_statuses() %}{{ return({
  'amazon': {'marks': ['partiallyshipped', 'pendingavailability', 'invoiceunconfirmed', 'unfulfillable'], 'words': {
    'partiallyshipped': 'open', 'pendingavailability': 'open', 'invoiceunconfirmed': 'open', 'unfulfillable': 'cancelled',
    'pending': 'open', 'unshipped': 'open', 'shipped': 'completed', 'canceled': 'cancelled'}},
  'bigcommerce': {'marks': ['manual verification required', 'awaiting fulfillment', 'awaiting shipment', 'awaiting pickup'], 'words': {
    'manual verification required': 'open', 'awaiting fulfillment': 'open', 'awaiting shipment': 'open', 'awaiting pickup': 'open',
    'awaiting payment': 'open', 'incomplete': 'open', 'partially shipped': 'open', 'pending': 'open', 'shipped': 'completed',
    'completed': 'completed', 'cancelled': 'cancelled', 'declined': 'cancelled', 'refunded': 'cancelled'}},
  'dynamics': {'marks': ['open order', 'partially invoiced'], 'words': {
    'open order': 'open', 'delivered': 'completed', 'invoiced': 'completed', 'canceled': 'cancelled'}},
  'ecwid': {'marks': ['awaiting processing', 'will not deliver'], 'words': {
    'awaiting processing': 'open', 'will not deliver': 'cancelled', 'processing': 'open', 'out for delivery': 'open',
    'ready for pickup': 'open', 'shipped': 'completed', 'delivered': 'completed', 'returned': 'cancelled'}},
  'erpnext': {'marks': ['to deliver and bill', 'to bill', 'to deliver'], 'words': {
    'to deliver and bill': 'open', 'to bill': 'open', 'to deliver': 'open', 'to pay': 'open', 'draft': 'open', 'on hold': 'open',
    'completed': 'completed', 'cancelled': 'cancelled'}},
  'lightspeed': {'marks': ['onaccount', 'onaccount closed', 'layby', 'layby closed', 'awaiting dispatch', 'dispatched closed'], 'words': {
    'onaccount': 'open', 'onaccount closed': 'completed', 'layby': 'open', 'layby closed': 'completed', 'awaiting dispatch': 'open',
    'awaiting pickup': 'open', 'dispatched closed': 'completed', 'pickedup closed': 'completed', 'saved': 'open',
    'closed': 'completed', 'voided': 'cancelled'}},
  'magento': {'marks': ['holded', 'payment review', 'pending paypal', 'paypal reversed', 'paypal canceled reversal'], 'words': {
    'holded': 'open', 'payment review': 'open', 'pending paypal': 'open', 'paypal reversed': 'cancelled',
    'paypal canceled reversal': 'open', 'fraud': 'cancelled', 'pending': 'open', 'pending payment': 'open', 'processing': 'open',
    'complete': 'completed', 'closed': 'cancelled', 'canceled': 'cancelled'}},
  'odoo': {'marks': ['sale', 'sales order', 'quotation sent'], 'words': {
    'sale': 'completed', 'sales order': 'completed', 'quotation sent': 'open', 'quotation': 'open', 'draft': 'open',
    'sent': 'open', 'done': 'completed', 'locked': 'completed', 'cancel': 'cancelled', 'cancelled': 'cancelled'}},
  'olist': {'marks': ['unavailable'], 'words': {
    'unavailable': 'cancelled', 'created': 'open', 'approved': 'open', 'invoiced': 'open', 'processing': 'open',
    'shipped': 'completed', 'delivered': 'completed', 'canceled': 'cancelled'}},
  'opencart': {'marks': ['canceled reversal', 'denied', 'chargeback', 'reversed'], 'words': {
    'canceled reversal': 'open', 'denied': 'failed', 'chargeback': 'cancelled', 'reversed': 'cancelled', 'processed': 'open',
    'pending': 'open', 'processing': 'open', 'complete': 'completed', 'shipped': 'completed', 'voided': 'cancelled',
    'canceled': 'cancelled', 'expired': 'cancelled', 'failed': 'failed', 'refunded': 'cancelled'}},
  'prestashop': {'marks': ['payment accepted', 'remote payment accepted', 'processing in progress', 'awaiting bank wire payment',
      'awaiting check payment', 'on backorder (paid)', 'on backorder (not paid)'], 'words': {
    'payment accepted': 'open', 'remote payment accepted': 'open', 'processing in progress': 'open',
    'awaiting bank wire payment': 'open', 'awaiting check payment': 'open', 'awaiting cash on delivery validation': 'open',
    'on backorder (paid)': 'open', 'on backorder (not paid)': 'open', 'shipped': 'completed', 'delivered': 'completed',
    'canceled': 'cancelled', 'refunded': 'cancelled', 'payment error': 'failed'}},
  'sap business one': {'marks': ['bost open', 'bost close', 'bost paid', 'bost delivered'], 'words': {
    'bost open': 'open', 'bost close': 'completed', 'bost paid': 'completed', 'bost delivered': 'completed'}},
  'shopify': {'marks': ['partially refunded', 'partially paid', 'restocked'], 'words': {
    'partially refunded': 'completed', 'partially paid': 'open', 'restocked': 'cancelled', 'partial': 'open', 'authorized': 'open',
    'pending': 'open', 'paid': 'completed', 'fulfilled': 'completed', 'unfulfilled': 'open', 'refunded': 'cancelled',
    'voided': 'cancelled', 'expired': 'cancelled'}},
  'shopware': {'marks': ['komplett abgeschlossen', 'komplett ausgeliefert', 'teilweise ausgeliefert', 'zur lieferung bereit'], 'words': {
    'komplett abgeschlossen': 'completed', 'komplett ausgeliefert': 'completed', 'teilweise abgeschlossen': 'open',
    'teilweise ausgeliefert': 'open', 'zur lieferung bereit': 'open', 'klärung notwendig': 'open', 'offen': 'open',
    'in bearbeitung': 'open', 'storniert / abgelehnt': 'cancelled', 'abgebrochen': 'cancelled'}},
  'stripe': {'marks': ['requires payment method', 'requires confirmation', 'requires action', 'requires capture'], 'words': {
    'requires payment method': 'open', 'requires confirmation': 'open', 'requires action': 'open', 'requires capture': 'open',
    'processing': 'open', 'succeeded': 'completed', 'canceled': 'cancelled'}},
}) }}{% endmacro %}
