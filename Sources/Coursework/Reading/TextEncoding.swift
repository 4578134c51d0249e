public import Diagnostics
internal import Foundation

extension SourceText {
  /// The same text in UTF-8, with line feeds and without a byte-order mark: PowerShell and old spreadsheets write UTF-16 with a
  /// byte-order mark, and some end lines with a carriage return alone.
  var asUTF8: SourceText {
    var text = bytes
    if let units = utf16Units { text = Array(String(decoding: units, as: UTF16.self).utf8) }
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
    if text.holds(0x0D), !text.holds(0x0A) { text = text.map { $0 == 0x0D ? 0x0A : $0 } }
    return text == bytes ? self : SourceText(name: name, bytes: text)
  }

  /// The text after a byte-order mark, which is no part of it.
  public var withoutByteOrderMark: SourceText {
    bytes.starts(with: [0xEF, 0xBB, 0xBF])
      ? SourceText(name: name, bytes: Array(bytes.dropFirst(3))) : self
  }

  /// Why a file is no text that can be read; nil if it may be.
  var encodingFault: Diagnostic? {
    guard let zero = bytes.prefix(64).firstIndex(of: 0) else { return nil }
    return Diagnostic(
      "a byte of zero, expected text in UTF-8", in: self, at: SourceRange(zero, zero + 1),
      help: "this may be UTF-16 or UTF-32; save the file as UTF-8")
  }

  private var utf16Units: [UInt16]? {
    let isLittleEndian = bytes.starts(with: [0xFF, 0xFE])
    // FF FE 00 00 starts UTF-32.
    guard isLittleEndian || bytes.starts(with: [0xFE, 0xFF]), bytes.count.isMultiple(of: 2),
      !bytes.starts(with: [0xFF, 0xFE, 0, 0])
    else { return nil }
    return stride(from: 0, to: bytes.count, by: 2).map { offset in
      let (first, second) = (UInt16(bytes[offset]), UInt16(bytes[offset + 1]))
      return isLittleEndian ? second << 8 | first : first << 8 | second
    }
  }
}

extension [UInt8] {
  /// Whether a byte is among these, many looked at at once.
  fileprivate func holds(_ byte: UInt8) -> Bool {
    withUnsafeBytes { bytes in
      bytes.baseAddress.map { memchr($0, Int32(byte), bytes.count) != nil } ?? false
    }
  }
}
