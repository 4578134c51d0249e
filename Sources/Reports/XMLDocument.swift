internal import CLibXML2

/// An XML document in libxml2's hands; freed with the last reference.
final class XMLDocument {
  /// An element of the document, valid as long as the document is.
  struct Element {
    fileprivate let node: xmlNodePtr

    /// Adds a child; text is escaped by libxml2.
    func add(_ name: String, text: String? = nil) -> Element? {
      // xmlNewTextChild escapes; xmlNewChild would not.
      xmlNewTextChild(node, nil, name, text).map(Element.init)
    }

    /// Sets an attribute.
    func set(_ name: String, _ value: String) { xmlNewProp(node, name, value) }
  }

  private let document: xmlDocPtr
  let root: Element

  /// libxml2 sets its tables up when they are first used; two threads that do it at once crash.
  private static let isReady: Bool = {
    xmlInitParser()
    xmlInitCharEncodingHandlers()
    return true
  }()

  init?(root name: String) {
    guard XMLDocument.isReady, let document = xmlNewDoc("1.0") else { return nil }
    guard let node = xmlNewDocNode(document, nil, name, nil) else {
      xmlFreeDoc(document)
      return nil
    }
    xmlDocSetRootElement(document, node)
    self.document = document
    root = Element(node: node)
  }

  deinit { xmlFreeDoc(document) }

  /// The document's bytes, indented; nil if libxml2 itself would not read them back.
  func serialised() -> [UInt8]? {
    var memory: UnsafeMutablePointer<xmlChar>?
    var size: Int32 = 0
    xmlDocDumpFormatMemoryEnc(document, &memory, &size, "UTF-8", 1)
    guard let memory else { return nil }
    defer { nabla_xml_free(memory) }
    let bytes = Array(UnsafeBufferPointer(start: memory, count: Int(size)))
    return XMLDocument.isWellFormed(bytes) ? bytes : nil
  }

  /// libxml2 writes control characters as they are and reports success: only reading tells.
  private static func isWellFormed(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      let options = Int32(
        XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)
      let start = buffer.bindMemory(to: CChar.self).baseAddress
      guard let read = xmlReadMemory(start, Int32(buffer.count), nil, nil, options) else {
        return false
      }
      xmlFreeDoc(read)
      return true
    }
  }
}
