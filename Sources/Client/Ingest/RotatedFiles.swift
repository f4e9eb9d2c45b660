import Glibc
import Platform
import SystemPackage

/// The files that a log rotation has made of a file: `clicks.ndjson.1`, `clicks.ndjson-20261130.gz`.
enum RotatedFiles {
    /// Their paths, the youngest first, by when they were written last.
    static func of(_ path: String) throws(ClientFailure) -> [String] {
        let path = FilePath(path)
        guard let name = path.lastComponent?.string else { return [] }
        let directory = path.removingLastComponent()
        let names: [String]
        do throws(FileError) {
            names = try FileCalls.names(
                inDirectory: directory.isEmpty ? "." : directory.string)
        } catch {
            throw ClientFailure("the directory of \(path) cannot be read: \(error)")
        }
        return names.filter { isRotated($0, from: name) }
            .map { directory.appending($0) }
            .compactMap { path in written(path).map { (path.string, $0) } }
            .sorted { ($0.1, $1.0) > ($1.1, $0.0) }
            .map(\.0)
    }

    /// A number or a date follows, and `.gz` when it has been packed.
    private static func isRotated(_ candidate: String, from name: String) -> Bool {
        guard candidate.hasPrefix(name) else { return false }
        var mark = candidate.dropFirst(name.count)
        if mark.hasSuffix(".gz") { mark = mark.dropLast(3) }
        guard let first = mark.first, first == "." || first == "-", mark.count > 1 else {
            return false
        }
        return mark.dropFirst().allSatisfy {
            ("0"..."9").contains($0) || "-_.:T".contains($0)
        }
    }

    /// When a file was written last, in nanoseconds; `nil` when it is gone by now.
    private static func written(_ path: FilePath) -> Int64? {
        do throws(Errno) {
            let time = try path.stat().st_mtim
            return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        } catch {
            return nil
        }
    }
}
