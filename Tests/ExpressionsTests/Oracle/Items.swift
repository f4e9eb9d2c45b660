import Expressions
import Testing
import Values

// Updates, conditions and projections as tests ask for them: with items that they can write down. What
// answers is the product, over bytes.

extension Update {
    /// The item after the update, of which the bytes and the size are looked at too.
    func apply(to item: Item) throws(ExpressionError) -> Item {
        let edited = try edit(ItemImage(item))
        return edited.checkedItem
    }

    func made(with key: Item) throws(ExpressionError) -> Item {
        let edited = try make(with: ItemImage(key))
        return edited.checkedItem
    }

    func updatedAttributes(of item: Item) -> Item { updatedAttributes(of: ItemImage(item)) }
}

extension Update.Edited {
    fileprivate var checkedItem: Item {
        let item = image.item
        #expect(Array(image.encoded) == ItemCodec.encode(item), "\(item)")
        #expect(image.size == item.size, "\(item)")
        #expect(depth <= item.depth, "\(item)")
        let olds = old.item
        let names = Set(olds.names).union(item.names).filter { olds[$0] != item[$0] }
        #expect(changed.names == names.sorted(), "\(item)")
        return item
    }
}

extension Condition {
    func holds(for item: Item) -> Bool { holds(for: ItemImage(item)) }
}

extension Projection {
    func project(_ item: Item) -> Item { project(ItemImage(item)) }
}
