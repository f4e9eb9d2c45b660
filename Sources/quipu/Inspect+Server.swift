import Client
import Console
import JSON
import Platform

extension Inspect {
    /// Shows how a running server's store is.
    func run(on store: RemoteStore) async throws {
        let status = try await store.status()
        if json { return Terminal.print(String(decoding: status.rawBytes, as: UTF8.self)) }
        let used = status["baseBytes"]?.integer ?? 0
        let reusable = status["baseReusableBytes"]?.integer ?? 0
        Terminal.print(
            """
            writes          \(status["reason"]?.string ?? "are taken")
            base            \(Readable.bytes(Int(clamping: used))), of which \
            \(Readable.bytes(Int(clamping: used - reusable))) in use and \
            \(Readable.bytes(Int(clamping: reusable))) to be used again
            log position    \(status["position"]?.integer ?? 0)
            checkpoint at   log position \(status["checkpointPosition"]?.integer ?? 0)
            tables          \(Readable.count(status["tables"]?.integer ?? 0))
            """)
        for loss in status["losses"].map({ Array($0.elements) }) ?? [] {
            Terminal.print("accepted loss   \(loss.string ?? "")")
        }
        let segments = status["segments"].map { Array($0.elements) } ?? []
        Terminal.print("\n\(Readable.count(segments.count)) log segments")
        for segment in segments {
            Terminal.print(
                """
                  \(segment["name"]?.string ?? ""): positions \
                \(segment["firstPosition"]?.integer ?? 0)..<\
                \(segment["endPosition"]?.integer ?? 0)
                """)
        }
    }
}
