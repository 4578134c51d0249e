import GradebookStore
import Testing

/// Where locks may not hold.
@Suite struct NetworkDriveTests {
  private let mounts = """
    22 27 0:21 / /proc rw,nosuid - proc proc rw
    27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
    40 27 0:35 / /home rw shared:2 - nfs4 server:/export/home rw,vers=4.2
    41 40 8:1 / /home/ada/local rw - ext4 /dev/sda1 rw
    42 27 0:36 / /mnt/my\\040share rw - cifs //server/share rw
    43 27 0:37 / /mnt/late rw - ext4 /dev/sdb1 rw
    44 27 0:38 / /mnt/late rw - fuse.sshfs server:/ rw
    """

  @Test(arguments: [
    ("/srv/gradebook.sqlite", nil), ("/home/ada/gradebook.sqlite", "nfs4"),
    ("/home/ada/local/gradebook.sqlite", nil), ("/homework/gradebook.sqlite", nil),
    ("/mnt/my share/gradebook.sqlite", "cifs"), ("/mnt/late/g", "fuse.sshfs"),
  ])
  func driveOfAPath(_ path: String, _ kind: String?) {
    #expect(NetworkDrive.kind(of: path, mounts: mounts) == kind)
  }

  @Test func whatIsNoTableTellsNothing() {
    for text in ["", "x", "1 2 3 4 5 -", "a b c d /home nfs", "a b c - nfs"] {
      #expect(NetworkDrive.kind(of: "/home/x", mounts: text) == nil)
    }
  }
}
