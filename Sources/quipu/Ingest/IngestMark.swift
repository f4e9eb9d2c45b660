import JSON

/// How far a source has been counted.
///
/// Written in the transaction that counts, so it is never ahead of the counters nor behind them.
struct IngestMark: Hashable {
    /// The number of batches so far.
    var sequence: Int64 = 0
    /// The bytes of the file that have been counted, and their CRC-32, by which another file
    /// under the same name is noticed.
    var bytes: Int64 = 0
    var checksum: Int64 = 0
    var clicks: Int64 = 0

    init() {}

    /// Reads the mark's item from a GetItem answer; `nil` when there is none.
    init?(answer: JSONNode) throws(Failure) {
        guard let item = answer["Item"] else { return nil }
        func number(_ name: String) throws(Failure) -> Int64 {
            guard let text = item[name]?["N"]?.string, let number = Int64(text) else {
                throw Failure("The ingest mark on the server has no number \"\(name)\".")
            }
            return number
        }
        sequence = try number("sequence")
        bytes = try number("bytes")
        checksum = try number("checksum")
        clicks = try number("clicks")
    }
}
