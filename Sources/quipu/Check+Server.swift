import ArgumentParser
import Client
import Console
import JSON
import Platform

extension Check {
    /// Has a running server check its store.
    func run(on store: RemoteStore, at address: String) async throws {
        let check = try await store.check { items in
            if Terminal.isInteractive { Terminal.overwrite("\(Readable.count(items)) items …") }
        }
        if Terminal.isInteractive { Terminal.overwrite("") }
        if check["state"]?.string == "failed" {
            throw Failure(check["message"]?.string ?? "the check could not be carried out")
        }
        let isSound = check["sound"]?.boolean ?? false
        if json {
            Terminal.print(String(decoding: check.rawBytes, as: UTF8.self))
        } else {
            func count(_ name: String) -> String { Readable.count(check[name]?.integer ?? 0) }
            Terminal.print(
                """
                checkpoint at   log position \(check["position"]?.integer ?? 0)
                tables          \(count("tables"))
                items           \(count("items"))
                expiry entries  \(count("expiryEntries"))
                idempotency     \(count("ledgerEntries")) records
                streams         \(count("streams")), with \(count("changes")) records
                handlers        \(count("handlers"))
                """)
            for damage in check["damages"].map({ Array($0.elements) }) ?? [] {
                Terminal.print("DAMAGE  \(damage.string ?? "")")
            }
            Terminal.print(
                isSound ? "\(address) is sound" : "\(count("damageCount")) damages found")
        }
        if !isSound { throw ExitCode(2) }
    }
}
