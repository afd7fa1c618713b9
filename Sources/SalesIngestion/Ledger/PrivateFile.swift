import Foundation

/// Writes a file that may hold customers' names: a new one only its owner may read; one that is replaced keeps its permissions. It appears whole or not at all.
///
/// The name it is written under is random and made anew, and is one that a sweep of the output directory knows (`.twobin-...-0.partial`). False where
/// it cannot be written: what was read is then read again the next time.
func writePrivately(_ bytes: [UInt8], to path: String) -> Bool {
    let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
    let name = ".twobin-" + String(repeating: "0", count: 16 - digits.count) + digits + "-0.partial"
    let folder = (path as NSString).deletingLastPathComponent
    let temporary = (folder.isEmpty ? "." : folder) + "/" + name
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    var information = stat()
    if stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG { _ = fchmod(descriptor, information.st_mode & 0o777) }
    let isWritten = bytes.withUnsafeBytes { buffer in
        var offset = 0
        while offset < buffer.count {
            let count = write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            offset += count
        }
        return fsync(descriptor) == 0
    }
    close(descriptor)
    guard isWritten, rename(temporary, path) == 0 else {
        unlink(temporary)
        return false
    }
    return true
}
