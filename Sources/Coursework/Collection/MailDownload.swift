internal import Diagnostics

/// Messages with attachments, as mail programs save them: a folder or zip archive of `.eml` files, or of mailboxes in the form
/// mbox.
enum MailDownload {
  static func work(in download: Download, _ problems: inout [Diagnostic]) -> (
    work: [HandedInWork], strays: [Download.File]
  ) {
    var works: [HandedInWork] = []
    var strays: [Download.File] = []
    for file in download.files {
      guard file.path.last.map(isMail) ?? false else {
        strays.append(file)
        continue
      }
      do throws(Diagnostic) {
        let messages = MailMessage.messages(in: try download.bytes(of: file))
        let found = messages.compactMap { bytes in
          work(of: MailMessage(bytes), in: file, isAlone: messages.count == 1)
        }
        works += found
      } catch {
        problems.append(error)
      }
    }
    // What came first is the earlier attempt.
    let sorted = works.enumerated().sorted { a, b in
      let (x, y) = (a.element.submitted?.moment.seconds, b.element.submitted?.moment.seconds)
      return (x ?? .min, a.offset) < (y ?? .min, b.offset)
    }
    return (sorted.map(\.element), strays)
  }

  /// Whether a file is one of messages, by its name.
  static func isMail(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix(".eml") || name.hasSuffix(".mbox") || name == "mbox"
  }

  /// The work that a message brings; it has no files if nothing is attached.
  private static func work(
    of message: MailMessage, in file: Download.File, isAlone: Bool
  ) -> HandedInWork? {
    // The place in a mailbox is another one next time.
    let name = isAlone ? file.name : "\(file.name) \(message.id)"
    let sender = message.sender.map { StudentIdentity(.email, $0) } ?? StudentIdentity(.name, name)
    var work = HandedInWork(
      people: [[sender]], name: name,
      files: message.attachments.map { attachment in
        (
          [attachment.name],
          Download.File(path: file.path + [attachment.name], decoded: attachment.bytes)
        )
      })
    work.submitted = message.received.map {
      ToldTime(moment: $0.moment, text: $0.text, origin: "the mail server")
    }
    return work
  }
}
