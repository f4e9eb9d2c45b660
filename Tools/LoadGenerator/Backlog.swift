import Foundation
import NIOCore

/// Changes that are made as fast as they go, for a handler to find.
struct Backlog {
    private static let batch = 1000

    let server: ServerCalls
    let table: String
    let items: Int

    /// Changes that many items, one after the other.
    func write(_ changes: Int) async throws {
        let source = "backlog-\(UInt64.random(in: .min ... .max))"
        for first in stride(from: 0, to: changes, by: Backlog.batch) {
            let stamp = Stamp.base + NIODeadline.now().uptimeNanoseconds
            let updates = (first..<min(first + Backlog.batch, changes)).map { number in
                let link = Buckets.padded(number % items)
                return #"{"key":{"pk":"L\#(link)"},"add":{"c":1},"#
                    + #""set":{"\#(Stamp.attribute)":\#(stamp)}}"#
            }
            let sequence = first / Backlog.batch + 1
            try await server.call(
                "POST", "/v1/tables/\(table)/increments",
                #"{"source":"\#(source)","sequence":\#(sequence),"#
                    + #""updates":[\#(updates.joined(separator: ","))]}"#)
        }
    }
}
