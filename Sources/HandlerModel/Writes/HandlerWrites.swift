package import Commands
package import Engine
package import JSON
import Model
import PlainBodies

/// The `writes` of a handler's response: what is written together with its checkpoint.
package enum HandlerWrites {
    /// Reads an array of writes; the way in a problem begins at the response's root.
    ///
    /// - Parameter strict: whether expressions are DynamoDB's own on every table.
    package static func read(
        _ node: JSONNode, in store: Store, strict: Bool
    ) throws(HandlerProblem) -> [ItemWrite] {
        do throws(BodyProblem) {
            let elements = try node.readElements()
            guard node.count <= Limits.handlerWritesMax else {
                throw node.problem(
                    "has \(node.count) writes; \(Limits.handlerWritesMax) are allowed")
            }
            let reader = HandlerWriteReader(store: store, strict: strict, now: store.now)
            var writes: [ItemWrite] = []
            writes.reserveCapacity(node.count)
            for element in elements { writes.append(try reader.read(element)) }
            return writes
        } catch {
            throw HandlerProblem(error)
        }
    }
}
