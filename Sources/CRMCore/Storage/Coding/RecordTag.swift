/// The first byte of every encoded value. The numbers are on disk: they never change, new ones are only added.
///
/// The grammar:
/// ```
/// value  = tag payload
/// shaped = 0E id(2, little-endian) value…           one value per field of the shape, in its order
/// map    = 0F (string value)… 0D
/// inline = 10 count (string)… value…                field names written in place
/// array  = 0C value… 0D
/// string = 80…BF bytes | 08 length bytes            UTF-8; the short form holds its length (0 to 63) in the tag
/// int    = 40…7F | 04 zigzag | 05 unsigned          the short form holds 0 to 63 in the tag
/// ```
/// Lengths, counts and integers are variable-length: seven bits a byte, the lowest first, the top bit set on all but
/// the last. Fixed-width numbers are little-endian.
enum RecordTag {
  static let null: UInt8 = 0x00
  /// A field of the shape which this value does not have: a nil that `encodeIfPresent` left out.
  static let absent: UInt8 = 0x01
  static let no: UInt8 = 0x02
  static let yes: UInt8 = 0x03
  /// A zigzag varint.
  static let signed: UInt8 = 0x04
  /// A varint, for what is greater than `Int64.max`.
  static let unsigned: UInt8 = 0x05
  /// Eight bytes, IEEE 754.
  static let double: UInt8 = 0x06
  /// Four bytes, IEEE 754.
  static let float: UInt8 = 0x07
  static let string: UInt8 = 0x08
  static let data: UInt8 = 0x09
  /// Sixteen bytes in the order of RFC 9562.
  static let uuid: UInt8 = 0x0A
  /// The eight bytes of a double: seconds since 2001-01-01T00:00:00Z.
  static let date: UInt8 = 0x0B
  static let array: UInt8 = 0x0C
  static let end: UInt8 = 0x0D
  static let shaped: UInt8 = 0x0E
  static let map: UInt8 = 0x0F
  static let inline: UInt8 = 0x10
  /// Sixteen bytes, two's complement.
  static let signed128: UInt8 = 0x11
  /// Sixteen bytes.
  static let unsigned128: UInt8 = 0x12
  static let shortInteger: UInt8 = 0x40
  static let shortString: UInt8 = 0x80
  /// The longest text and the greatest integer of the short forms.
  static let shortLimit = 63
}
