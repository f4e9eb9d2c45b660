package import JSON
import Model
package import Sketches
import Values

/// Reads who was seen: a visitor, or an array of them.
///
/// Each is hashed where it stands in the body; no text is made of it.
package enum VisitorReader {
    /// Appends the coupons of the visitors in `node`; the empty text is nobody.
    package static func read(_ node: JSONNode, into coupons: inout [Coupon]) throws(BodyProblem) {
        guard node.kind == .array else {
            if let coupon = try coupon(of: node) { coupons.append(coupon) }
            return
        }
        for element in node.elements {
            if let coupon = try coupon(of: element) { coupons.append(coupon) }
        }
    }

    /// A text, or a number: a whole one of 64 bits is the integer that other libraries would hash, any
    /// other its canonical text.
    private static func coupon(of node: JSONNode) throws(BodyProblem) -> Coupon? {
        if let coupon = node.withText({ Coupon(of: $0) }) { return coupon }
        guard node.kind == .number else {
            throw node.expected("a visitor (a string or a number) or an array of them")
        }
        let number = try node.readNumber()
        return number.int64.map { Coupon(of: $0) } ?? Coupon(of: number.text)
    }
}

extension JSONNode {
    /// `{"sketch": base64}`: all visitors of a sketch that was made elsewhere.
    package func readSketch() throws(BodyProblem) -> (sketch: HLLSketch, bytes: [UInt8]) {
        for (name, _) in memberNodes where !name.isString("sketch") {
            throw name.unknownMember(known: ["sketch"])
        }
        guard let member = self["sketch"] else {
            throw missing("sketch", "a DataSketches HLL sketch in base64")
        }
        guard member.kind == .string else { throw member.expected("a sketch in base64") }
        guard let bytes = member.base64 else { throw member.problem("is not padded base64") }
        guard bytes.count <= Limits.itemBytesMax else {
            throw member.problem(
                "is a sketch of \(bytes.count) bytes; an item may have \(Limits.itemBytesMax)")
        }
        do throws(SketchError) {
            return (try HLLSketch(decoding: bytes), bytes)
        } catch {
            throw member.problem("is not a DataSketches HLL sketch: \(error.message)")
        }
    }
}
