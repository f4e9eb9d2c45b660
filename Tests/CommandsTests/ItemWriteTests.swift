import CommandSamples
import Commands
import Expressions
import Model
import Sketches
import Testing
import Values

@Suite("Deciding a write") struct ItemWriteTests {
    private func write(_ action: ItemWrite.Action, if condition: Condition? = nil) -> ItemWrite {
        ItemWrite(
            table: TableID(rawValue: 1), key: Samples.key, condition: condition, action: action)
    }

    private func new(_ action: ItemWrite.Action, old: Item?) throws -> Item? {
        let change = try write(action).decide(
            old: old.map { ItemImage($0) }, schema: Samples.schema)
        #expect(change.old == old)
        return change.new
    }

    private func rejection(
        _ action: ItemWrite.Action, if condition: Condition? = nil, old: Item?
    ) -> WriteRejection? {
        do throws(WriteRejection) {
            _ = try write(action, if: condition).decide(
                old: old.map { ItemImage($0) }, schema: Samples.schema)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a put replaces, a deletion removes, a check changes nothing`() throws {
        let other: Item = ["pk": .string("a"), "sk": .number(7), "x": .null]
        #expect(try new(.put(ItemImage(Samples.item)), old: other) == Samples.item)
        #expect(try new(.put(ItemImage(Samples.item)), old: nil) == Samples.item)
        #expect(try new(.delete, old: other) == nil)
        #expect(try new(.delete, old: nil) == nil)
        #expect(try new(.check, old: other) == other)
        #expect(try new(.check, old: nil) == nil)
    }

    @Test func `an update of a missing item begins with its key`() throws {
        let add = try Samples.update("ADD n :one", [":one": .number(1)])
        #expect(try new(.update(add), old: nil) == Samples.item)
        let key: Item = ["pk": .string("a"), "sk": .number(7)]
        #expect(try new(.update(nil), old: nil) == key)
        #expect(try new(.update(nil), old: Samples.item) == Samples.item)
    }

    @Test func `an update can read the key of the item that it makes, and nothing else`() throws {
        let key: Item = ["pk": .string("a"), "sk": .number(7)]
        for (text, result) in [
            ("SET b = pk", .string("a")), ("SET b = if_not_exists(b, pk)", .string("a")),
            ("SET b = if_not_exists(sk, :n)", .number(7)), ("SET b = sk + :n", .number(8)),
            ("SET b = :n - sk", .number(-6)), ("SET b = if_not_exists(x, sk) + sk", .number(14)),
            ("SET b = sk REMOVE c.d", .number(7)), ("ADD c :n SET b = pk", .string("a")),
        ] as [(Text, Value)] {
            let values: [Text: Value] = text.string.contains(":n") ? [":n": .number(1)] : [:]
            var expected = key
            expected["b"] = result
            if text.string.hasPrefix("ADD") { expected["c"] = .number(1) }
            let update = try Samples.update(text, values)
            #expect(try new(.update(update), old: nil) == expected, "\(text)")
        }
        for (text, reason) in [
            ("SET b.a = pk", "The document path provided in the update expression is invalid"),
            ("SET b[0] = pk", "The document path provided in the update expression is invalid"),
            ("SET b = c", "The provided expression refers to an attribute that does not exist"),
            ("SET b = pk.c", "The provided expression refers to an attribute that does not exist"),
            ("SET b = sk + pk", "An operand in the update expression has an incorrect data type"),
            ("SET b = list_append(pk, pk)", "An operand in the update expression has an incorr"),
        ] as [(Text, String)] {
            let update = try Samples.update(text)
            guard case .expression(let error) = rejection(.update(update), old: nil) else {
                Issue.record("\(text) was applied")
                continue
            }
            #expect(error.message.hasPrefix(reason), "\(text)")
        }
        // The condition still sees no item.
        let absent = try Samples.condition("attribute_not_exists(pk)")
        let update = try Samples.update("SET b = pk")
        #expect(rejection(.update(update), if: absent, old: nil) == nil)
    }

    @Test func `removing from a missing item makes none`() throws {
        #expect(try new(.update(try Samples.update("REMOVE n")), old: nil) == nil)
        #expect(
            try new(.update(try Samples.update("REMOVE n")), old: Samples.item)
                == ["pk": .string("a"), "sk": .number(7)])
        let mixed = try Samples.update("REMOVE n SET m = :m", [":m": .number(2)])
        #expect(
            try new(.update(mixed), old: nil)
                == ["pk": .string("a"), "sk": .number(7), "m": .number(2)])
    }

    @Test func `a condition sees the item, or an empty one, and tells what it saw`() throws {
        let exists = try Samples.condition("attribute_exists(pk)")
        let absent = try Samples.condition("attribute_not_exists(pk)")
        for action in [.put(ItemImage(Samples.item)), .delete, .check, .update(nil)]
            as [ItemWrite.Action]
        {
            #expect(rejection(action, if: exists, old: nil) == .conditionFailed(existing: nil))
            #expect(rejection(action, if: exists, old: Samples.item) == nil)
            #expect(
                rejection(action, if: absent, old: Samples.item)
                    == .conditionFailed(existing: ItemImage(Samples.item)))
            #expect(rejection(action, if: absent, old: nil) == nil)
        }
    }

    @Test func `an update that does not fit the item is rejected in the expression's words`() throws
    {
        let add = try Samples.update("ADD pk2 :one", [":one": .number(1)])
        var old = Samples.item
        old["pk2"] = .string("text")
        guard case .expression = rejection(.update(add), old: old) else {
            Issue.record("it was applied")
            return
        }
        let overflow = try Samples.update("ADD n :huge", [":huge": .number(1)])
        old["n"] = .number(try Number(parsing: "9.9999999999999999999999999999999999999e125"))
        guard case .expression = rejection(.update(overflow), old: old) else {
            Issue.record("38 digits were passed")
            return
        }
    }

    @Test func `the finished item is held to its size on every path`() throws {
        let room = Limits.itemBytesMax - Samples.item.size - 1
        func text(_ count: Int) -> Value { .string(Text(String(repeating: "x", count: count))) }
        var largest = Samples.item
        largest["t"] = text(room)
        #expect(largest.size == Limits.itemBytesMax)
        #expect(rejection(.put(ItemImage(largest)), old: nil) == nil)
        let set = try Samples.update("SET t = :t", [":t": text(room)])
        #expect(rejection(.update(set), old: Samples.item) == nil)
        let tooLarge = WriteRejection.itemTooLarge(
            bytes: Limits.itemBytesMax + 1, limit: Limits.itemBytesMax)
        var larger = largest
        larger["t"] = text(room + 1)
        #expect(rejection(.put(ItemImage(larger)), old: nil) == tooLarge)
        let more = try Samples.update("SET t = :t", [":t": text(room + 1)])
        #expect(rejection(.update(more), old: Samples.item) == tooLarge)
        // What makes it small is never rejected.
        #expect(rejection(.delete, old: larger) == nil)
        #expect(rejection(.put(ItemImage(Samples.item)), old: larger) == nil)
    }

    @Test func `copies within an item cannot pass the depth`() throws {
        var deep = Value.list([.null])
        for _ in 2...Limits.depthMax { deep = .list([deep]) }
        var old = Samples.item
        old["m"] = .map([:])
        old["deep"] = deep
        let copy = try Samples.update("SET m.x = deep")
        guard case .expression = rejection(.update(copy), old: old) else {
            Issue.record("it was applied")
            return
        }
        old["deep"] = .null
        #expect(rejection(.update(copy), old: old) == nil)
    }

    @Test func `only an update can have an id`() throws {
        let once = try Samples.update(
            "ADD n :one ONCE :id", [":one": .number(1), ":id": .string("x")])
        #expect(write(.update(once)).once == OnceID(.string("x")))
        let plain = try Samples.update("ADD n :one", [":one": .number(1)])
        for action in [
            .update(plain), .update(nil), .put(ItemImage(Samples.item)), .delete, .check,
        ] as [ItemWrite.Action] {
            #expect(write(action).once == nil)
        }
    }

    @Test func `a sketch is held to the item's size like everything else`() throws {
        let room = Limits.itemBytesMax - Samples.item.size - 1
        var old = Samples.item
        old["t"] = .string(Text(String(repeating: "x", count: room)))
        let observe = try Samples.update("OBSERVE u :v", [":v": .string("x")])
        guard case .itemTooLarge = rejection(.update(observe), old: old) else {
            Issue.record("it was applied")
            return
        }
        #expect(try new(.update(observe), old: nil)?["u"]?.sketch?.estimate == 1)
    }

    @Test func `a write is charged by the larger image`() throws {
        let change = try write(.delete).decide(
            old: ItemImage(Samples.item), schema: Samples.schema)
        #expect(change.chargedBytes == Samples.item.size)
        let creation = try write(.put(ItemImage(Samples.item))).decide(
            old: nil, schema: Samples.schema)
        #expect(creation.chargedBytes == Samples.item.size)
        let nothing = try write(.delete).decide(old: nil, schema: Samples.schema)
        #expect(nothing.chargedBytes == 0)
    }
}
