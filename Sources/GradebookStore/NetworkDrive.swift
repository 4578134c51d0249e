internal import Foundation

/// File systems that are reached over a network, where SQLite's locks may not hold.
public enum NetworkDrive {
  private static let kinds: Set<String> = [
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ceph", "lustre", "gpfs",
    "beegfs",
    "glusterfs", "9p", "fuse.sshfs", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "davfs",
    "fuse.davfs2",
  ]

  /// The kind of network drive that a file lies on; nil if it lies on none, or nobody knows.
  static func kind(of path: String) -> String? {
    guard let mounts = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) else {
      return nil
    }
    return kind(of: URL(fileURLWithPath: path).resolvingSymlinksInPath().path, mounts: mounts)
  }

  /// The kind of network drive that a path lies on.
  ///
  /// - Parameters:
  ///   - path: The path from the root, without links.
  ///   - mounts: The system's table of mounts, as proc_pid_mountinfo(5) describes it.
  /// - Returns: The kind; nil if it lies on none.
  public static func kind(of path: String, mounts: String) -> String? {
    var found: (length: Int, kind: String)?
    for line in mounts.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard let dash = words.firstIndex(of: "-"), dash > 4, dash + 1 < words.count else { continue }
      // Blanks in names are written as their octal numbers.
      let point = words[4].replacing("\\040", with: " ")
      let isAbove = point == "/" || path == point || path.hasPrefix(point + "/")
      // Of several mounts at one place the last one is seen.
      if isAbove, point.utf8.count >= found?.length ?? 0 {
        found = (point.utf8.count, words[dash + 1])
      }
    }
    return found.map(\.kind).flatMap { kinds.contains($0) ? $0 : nil }
  }
}
