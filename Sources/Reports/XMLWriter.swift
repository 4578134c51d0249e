internal import CLibXML2

/// An XML document that libxml2 writes from the start to the end: elements open and close, and text is escaped.
final class XMLWriter {
  private let buffer: xmlBufferPtr
  private let writer: xmlTextWriterPtr
  /// Whether libxml2 has refused something.
  private var hasFailed = false

  /// libxml2 sets its tables up when they are first used; two threads that do it at once crash.
  private static let isReady: Bool = {
    xmlInitParser()
    xmlInitCharEncodingHandlers()
    return true
  }()

  /// An empty document; nil if there is no memory.
  init?() {
    guard XMLWriter.isReady, let buffer = xmlBufferCreateSize(1 << 14) else { return nil }
    guard let writer = xmlNewTextWriterMemory(buffer, 0) else {
      xmlBufferFree(buffer)
      return nil
    }
    self.buffer = buffer
    self.writer = writer
    check(xmlTextWriterSetIndent(writer, 1))
    check(xmlTextWriterSetIndentString(writer, "  "))
    check(xmlTextWriterStartDocument(writer, "1.0", "UTF-8", nil))
  }

  deinit {
    xmlFreeTextWriter(writer)
    xmlBufferFree(buffer)
  }

  /// Writes an element with what is in it.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - attributes: Names and values, in their order.
  ///   - text: Its text; nil if it has none.
  ///   - content: Writes the elements in it.
  func element(
    _ name: String, _ attributes: [(String, String)] = [], text: String? = nil,
    content: () -> Void = {}
  ) {
    check(xmlTextWriterStartElement(writer, name))
    for (name, value) in attributes { check(xmlTextWriterWriteAttribute(writer, name, value)) }
    if let text { check(xmlTextWriterWriteString(writer, text)) }
    content()
    check(xmlTextWriterEndElement(writer))
  }

  /// The document's bytes; nil if libxml2 refused something, or there are characters that XML cannot hold, which it
  /// writes as they are.
  func document() -> [UInt8]? {
    check(xmlTextWriterEndDocument(writer))
    check(xmlTextWriterFlush(writer))
    guard !hasFailed, let start = xmlBufferContent(buffer) else { return nil }
    let bytes = UnsafeBufferPointer(start: start, count: Int(xmlBufferLength(buffer)))
    // Counted without leaving the loop early, so that many bytes are looked at at once.
    var controls = 0
    for byte in bytes { controls += byte < 0x20 && byte != 0x0A && byte != 0x09 ? 1 : 0 }
    return controls == 0 ? Array(bytes) : nil
  }

  private func check(_ written: Int32) { if written < 0 { hasFailed = true } }
}
