extension Currency {
  /// Euro.
  public static let eur = Currency(constant: "EUR", fractionDigits: 2)
  /// United States dollar.
  public static let usd = Currency(constant: "USD", fractionDigits: 2)
  /// Pound sterling.
  public static let gbp = Currency(constant: "GBP", fractionDigits: 2)
  /// Japanese yen.
  public static let jpy = Currency(constant: "JPY", fractionDigits: 0)
  /// Swiss franc.
  public static let chf = Currency(constant: "CHF", fractionDigits: 2)
  /// Renminbi (yuan).
  public static let cny = Currency(constant: "CNY", fractionDigits: 2)
  /// Russian rouble.
  public static let rub = Currency(constant: "RUB", fractionDigits: 2)
  /// Ukrainian hryvnia.
  public static let uah = Currency(constant: "UAH", fractionDigits: 2)
  /// Polish złoty.
  public static let pln = Currency(constant: "PLN", fractionDigits: 2)
  /// Czech koruna.
  public static let czk = Currency(constant: "CZK", fractionDigits: 2)
  /// Hungarian forint.
  public static let huf = Currency(constant: "HUF", fractionDigits: 2)
  /// Romanian leu.
  public static let ron = Currency(constant: "RON", fractionDigits: 2)
  /// Swedish krona.
  public static let sek = Currency(constant: "SEK", fractionDigits: 2)
  /// Norwegian krone.
  public static let nok = Currency(constant: "NOK", fractionDigits: 2)
  /// Danish krone.
  public static let dkk = Currency(constant: "DKK", fractionDigits: 2)
  /// Icelandic króna.
  public static let isk = Currency(constant: "ISK", fractionDigits: 0)
  /// Turkish lira.
  public static let `try` = Currency(constant: "TRY", fractionDigits: 2)
  /// Israeli new shekel.
  public static let ils = Currency(constant: "ILS", fractionDigits: 2)
  /// UAE dirham.
  public static let aed = Currency(constant: "AED", fractionDigits: 2)
  /// Saudi riyal.
  public static let sar = Currency(constant: "SAR", fractionDigits: 2)
  /// Kuwaiti dinar.
  public static let kwd = Currency(constant: "KWD", fractionDigits: 3)
  /// Egyptian pound.
  public static let egp = Currency(constant: "EGP", fractionDigits: 2)
  /// South African rand.
  public static let zar = Currency(constant: "ZAR", fractionDigits: 2)
  /// Nigerian naira.
  public static let ngn = Currency(constant: "NGN", fractionDigits: 2)
  /// Indian rupee.
  public static let inr = Currency(constant: "INR", fractionDigits: 2)
  /// Pakistani rupee.
  public static let pkr = Currency(constant: "PKR", fractionDigits: 2)
  /// Indonesian rupiah.
  public static let idr = Currency(constant: "IDR", fractionDigits: 2)
  /// Malaysian ringgit.
  public static let myr = Currency(constant: "MYR", fractionDigits: 2)
  /// Singapore dollar.
  public static let sgd = Currency(constant: "SGD", fractionDigits: 2)
  /// Thai baht.
  public static let thb = Currency(constant: "THB", fractionDigits: 2)
  /// Vietnamese dong.
  public static let vnd = Currency(constant: "VND", fractionDigits: 0)
  /// Philippine peso.
  public static let php = Currency(constant: "PHP", fractionDigits: 2)
  /// South Korean won.
  public static let krw = Currency(constant: "KRW", fractionDigits: 0)
  /// Hong Kong dollar.
  public static let hkd = Currency(constant: "HKD", fractionDigits: 2)
  /// New Taiwan dollar.
  public static let twd = Currency(constant: "TWD", fractionDigits: 2)
  /// Australian dollar.
  public static let aud = Currency(constant: "AUD", fractionDigits: 2)
  /// New Zealand dollar.
  public static let nzd = Currency(constant: "NZD", fractionDigits: 2)
  /// Canadian dollar.
  public static let cad = Currency(constant: "CAD", fractionDigits: 2)
  /// Mexican peso.
  public static let mxn = Currency(constant: "MXN", fractionDigits: 2)
  /// Brazilian real.
  public static let brl = Currency(constant: "BRL", fractionDigits: 2)
  /// Argentine peso.
  public static let ars = Currency(constant: "ARS", fractionDigits: 2)
  /// Chilean peso.
  public static let clp = Currency(constant: "CLP", fractionDigits: 0)
  /// Colombian peso.
  public static let cop = Currency(constant: "COP", fractionDigits: 2)
  /// Kazakhstani tenge.
  public static let kzt = Currency(constant: "KZT", fractionDigits: 2)
  /// Georgian lari.
  public static let gel = Currency(constant: "GEL", fractionDigits: 2)
  /// Armenian dram.
  public static let amd = Currency(constant: "AMD", fractionDigits: 2)
  /// Azerbaijani manat.
  public static let azn = Currency(constant: "AZN", fractionDigits: 2)
  /// Uzbekistani som.
  public static let uzs = Currency(constant: "UZS", fractionDigits: 2)
  /// Belarusian rouble.
  public static let byn = Currency(constant: "BYN", fractionDigits: 2)
  /// Moldovan leu.
  public static let mdl = Currency(constant: "MDL", fractionDigits: 2)
  /// Serbian dinar.
  public static let rsd = Currency(constant: "RSD", fractionDigits: 2)
  /// No currency: amounts that are a mere number, such as points.
  public static let xxx = Currency(constant: "XXX", fractionDigits: 0)
}
