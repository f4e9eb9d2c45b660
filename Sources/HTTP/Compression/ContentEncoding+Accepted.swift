package import Platform

extension ContentEncoding {
    /// Unpacks a body of one or more members that may be as large as any request's.
    package func decode(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] {
        try decode(bytes, bytesMax: HTTPLimits.bodyBytesMax)
    }

    /// The encoding a response gets for the value of an Accept-Encoding header, if any.
    ///
    /// As AWS reads it: `identity` and unknown names count for nothing; the highest
    /// quality wins, then the earlier name, gzip before deflate where only `*` names them. Of several
    /// qualities in one entry the first counts, and one that is no number is 1.
    package static func accepted(by header: String) -> ContentEncoding? {
        var candidates: [(encoding: ContentEncoding, quality: Double)] = []
        var qualityOfOthers = 0.0
        for entry in header.utf8.split(separator: UInt8(ascii: ",")) {
            let nameEnd = entry.firstIndex(of: UInt8(ascii: ";")) ?? entry.endIndex
            let name = Substring(entry[..<nameEnd]).trimmingBlanks().lowercased()
            let quality = quality(in: entry[nameEnd...])
            if name == "*" {
                qualityOfOthers = max(qualityOfOthers, quality)
            } else if let encoding = ContentEncoding(rawValue: name) {
                if let index = candidates.firstIndex(where: { $0.encoding == encoding }) {
                    candidates[index].quality = max(candidates[index].quality, quality)
                } else {
                    candidates.append((encoding, quality))
                }
            }
        }
        for encoding in [ContentEncoding.gzip, .deflate]
        where !candidates.contains(where: { $0.encoding == encoding }) {
            candidates.append((encoding, qualityOfOthers))
        }
        let best = candidates.map(\.quality).max() ?? 0
        return best > 0 ? candidates.first { $0.quality == best }?.encoding : nil
    }

    /// What follows the first "q=", wherever it stands: AWS takes "nq=0" for a quality as well.
    private static func quality(in parameters: Substring.UTF8View) -> Double {
        let text = String(decoding: parameters, as: UTF8.self).lowercased()
        guard let mark = text[...].range(ofBytes: "q=") else { return 1 }
        let end = text.utf8[mark.upperBound...].firstIndex(of: UInt8(ascii: ";")) ?? text.endIndex
        let value = String(text[mark.upperBound..<end].trimmingBlanks())
        // "0." is zero too; Double wants a digit behind the point.
        guard let number = Double(value.hasSuffix(".") ? value + "0" : value), number.isFinite
        else { return 1 }
        return min(max(number, 0), 1)
    }
}
