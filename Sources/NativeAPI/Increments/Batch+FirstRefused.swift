import Commands
import JSON
import Model
import Values

extension Batch {
    /// An element that is right.
    struct Element {
        /// Its place among all elements.
        let place: Int
        /// Its place among those that are right.
        let number: Int
        let node: JSONNode
    }

    /// Which element it was that made an item refuse a write that many of them share.
    ///
    /// Halves the elements again and again: the first half is applied to the item as one, and if that
    /// goes, the one that is looked for is in the other. So each element is read about once, and the
    /// item, which may be large, is changed as often as the elements can be halved.
    ///
    /// - Parameters:
    ///   - wrong: the elements that are not looked at.
    ///   - concerns: whether an element is about the item.
    ///   - writes: what some of those would write to the item if they came alone.
    func firstRefused(
        _ reason: WriteRejection, by existing: ItemImage?, of table: Table, wrong: WrongElements,
        concerns: (Element) throws -> Bool,
        writes: (ArraySlice<Element>) throws -> [ItemWrite]
    ) -> NativeError {
        var suspects: [Element] = []
        var number = 0
        for (place, node) in elements.elements.enumerated()
        where !wrong.places.contains(place) {
            let element = Element(place: place, number: number, node: node)
            number += 1
            do {
                if try concerns(element) { suspects.append(element) }
            } catch {
                return failure(at: place, error)
            }
        }
        guard let last = suspects.last else { return NativeError(reason) }
        var item = existing
        var rest = suspects[...]
        while rest.count > 1 {
            let half = rest.prefix(rest.count / 2)
            do {
                // A half that cannot even be added up does not go either.
                var changed = item
                for write in try writes(half) {
                    changed = try write.decide(old: changed, in: table).newImage
                }
                item = changed
                rest = rest.dropFirst(half.count)
            } catch {
                rest = half
            }
        }
        for element in rest {
            let alone: [ItemWrite]
            do {
                alone = try writes([element])
            } catch {
                return failure(at: element.place, error)
            }
            for write in alone {
                do throws(WriteRejection) {
                    item = try write.decide(old: item, in: table).newImage
                } catch {
                    return NativeError(
                        error, of: table, part: part(at: element.place), write, item)
                }
            }
        }
        // Only together they do not go.
        return NativeError(reason, part: part(at: last.place))
    }

    private func failure(at place: Int, _ error: any Error) -> NativeError {
        .failed("\(part(at: place).words) was read once and not again: \(error).")
    }
}
