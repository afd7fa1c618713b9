import Foundation

/// File systems of other machines, on which the locks that SQLite relies on may not hold.
public enum NetworkFileSystem {
    /// What the file system at a path is called where it is one of another machine; `nil` where it is local, or the system does not say.
    ///
    ///     NetworkFileSystem.name(at: "/mnt/share/out")     // "nfs4"
    public static func name(at path: String) -> String? {
        guard let table = FileManager.default.contents(atPath: "/proc/self/mountinfo") else { return nil }
        var place = URL(fileURLWithPath: path).standardizedFileURL
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" { place.deleteLastPathComponent() }
        return name(of: place.resolvingSymlinksInPath().path, mounts: String(decoding: table, as: UTF8.self))
    }

    /// By the table of mounts (proc(5), `/proc/self/mountinfo`): the mount that is nearest above the path, the later one where two are at one place.
    ///
    /// - Parameter path: absolute, without links.
    static func name(of path: String, mounts: String) -> String? {
        var best: (point: String, kind: String)?
        for line in mounts.split(separator: "\n") {
            let halves = line.split(separator: " - ", maxSplits: 1)
            let fields = halves[0].split(separator: " ")
            guard halves.count == 2, fields.count >= 5, let kind = halves[1].split(separator: " ").first else { continue }
            // Spaces of a path are written as octal digits.
            let point = fields[4].replacing("\\040", with: " ")
            guard path == point || path.hasPrefix(point == "/" ? "/" : point + "/"), point.count >= best?.point.count ?? 0 else { continue }
            best = (String(point), String(kind))
        }
        guard let kind = best?.kind else { return nil }
        let known = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "glusterfs", "ocfs2", "gfs2"]
        return known.contains(kind) || kind.hasPrefix("fuse.") && kind != "fuse.overlayfs" && kind != "fuse.fuse-overlayfs" ? kind : nil
    }

    /// What to say of a store there, for a person; `nil` where it is on a disk of this machine.
    public static func warning(forStoreAt path: String) -> String? { name(at: path).map { advice(path, $0) } }

    static func advice(_ path: String, _ name: String) -> String {
        "the run store \(path) is on a network file system (\(name)), whose locks may not hold: two programs at once can damage it. "
            + "Put it on a disk of this machine with --store, and copy what others need."
    }
}
