extension EmailAddress {
  /// Whether the address looks like that of an office rather than a person, such as info@ or billing@.
  ///
  /// True when the local part, or its first part before a dot, hyphen, underscore or plus sign, without digits at its
  /// end, is in a table of role names: RFC 2142 and the usual ones of business in several languages. A table can be
  /// wrong about a person called Post or Info; it is a hint for `AddressKind`, not a proof.
  public var looksLikeRole: Bool {
    let local = TextFolding.searchKey(localPart)
    if RoleNames.all.contains(local) { return true }
    let first = local.prefix { !".-_+".contains($0) }
    let stem = first.prefix(upTo: first.lastIndex { !$0.isNumber }.map { first.index(after: $0) } ?? first.startIndex)
    return RoleNames.all.contains(String(stem))
  }
}

private enum RoleNames {
  /// Sources: RFC 2142 (mailbox names for common services), then common usage in en, de, fr, es, it, pl, ru, uk.
  static let all: Set<String> = {
    let standard = """
      info marketing sales support abuse noc security postmaster hostmaster usenet news webmaster www uucp ftp
      """
    let english = """
      accounting accounts admin administrator billing bookings booking careers compliance contact customercare \
      customerservice customers dpo enquiries feedback finance hello help helpdesk hi hr inbox inquiries invoice \
      invoices it jobs legal logistics mail mailer-daemon marketing media newsletter no-reply noreply donotreply \
      do-not-reply office operations ops order orders partners payments payroll pr press privacy procurement \
      purchasing reception recruiting recruitment registrar reservations returns root sale service services shipping \
      shop spam staff store subscribe sysadmin system team unsubscribe warehouse
      """
    let others = """
      anfrage bestellung bewerbung buchhaltung datenschutz einkauf empfang kontakt kundenservice personal post praxis \
      rechnung rechnungen redaktion sekretariat vertrieb verkauf verwaltung zentrale \
      accueil achats administration boutique commande commandes commercial comptabilite contacto direction ventes \
      administracion atencion atencionalcliente clientes compras contabilidad facturacion pedidos recepcion reservas \
      ventas acquisti amministrazione assistenza commerciale contabilita contatti fatture ordini prenotazioni \
      segreteria vendite biuro faktury kadry ksiegowosc sklep sprzedaz zamowienia \
      buh buhgalteria kadry manager ofis opt otdel prodazhi priem priemnaya sekretar zakaz zakupki \
      інфо офис офіс почта пошта приемная продажи заказ бухгалтерия
      """
    var names: Set<String> = []
    for list in [standard, english, others] {
      for name in list.split(whereSeparator: \.isWhitespace) { names.insert(TextFolding.searchKey(String(name))) }
    }
    return names
  }()
}
