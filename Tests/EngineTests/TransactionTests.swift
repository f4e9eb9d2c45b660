import Commands
import Engine
import Expressions
import Model
import TestSupport
import Testing
import Values

@Suite("Transactions and batches") struct TransactionTests {
    @Test func `all of a transaction happens, each write decided on the state before it`()
        async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            let other = try await store.makeTable("other")
            try await store.put(Sample.item("a", "1", ["n": 5]), in: table)
            try await store.put(Sample.item("a", "gone"), in: table)
            let reply = try await store.commit(
                Transaction(writes: [
                    try table.updating(
                        Sample.key("a", "1"), "ADD n :one", [":one": 1, ":five": 5], if: "n = :five"
                    ),
                    try other.putting(Sample.item("b", "1"), if: .of("attribute_not_exists(pk)")),
                    table.deleting(Sample.key("a", "gone")),
                    other.checking(Sample.key("b", "2"), try .of("attribute_not_exists(pk)")),
                ]))
            guard case .applied(let changes) = reply else { throw UnexpectedReply() }
            #expect(changes[0].old == Sample.item("a", "1", ["n": 5]))
            #expect(changes[0].new == Sample.item("a", "1", ["n": 6]))
            #expect(changes[1].old == nil)
            #expect(changes[2].new == nil)
            #expect(changes[3].new == nil)
            #expect(try store.items(of: table) == [Sample.item("a", "1", ["n": 6])])
            #expect(try store.items(of: other) == [Sample.item("b", "1")])
            #expect(store.totals(of: table.id).items == 1)
        }
    }

    @Test func `a check leaves its item as it is`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "1", ["n": 5]), in: table)
            let reply = try await store.commit(
                Transaction(writes: [
                    table.checking(Sample.key("a", "1"), try .of("n = :five", [":five": 5])),
                    try table.putting(Sample.item("a", "2")),
                ]))
            guard case .applied(let changes) = reply else { throw UnexpectedReply() }
            #expect(changes[0].old == changes[0].new)
            #expect(try store.items(of: table).count == 2)
        }
    }

    @Test func `one failed condition cancels all of it, and every reason is told`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let first = Sample.item("a", "1", ["n": 1])
            try await store.put(first, in: table)
            try await store.put(Sample.item("a", "s", ["remark": "x"]), in: table)
            let content = try store.contentHash()
            let huge = Text(String(repeating: "x", count: Limits.itemBytesMax))
            let rejection = try await store.rejection(
                of: Transaction(writes: [
                    try table.putting(Sample.item("b", "1")),
                    try table.updating(
                        Sample.key("a", "1"), "SET n = :two", [":two": 2], if: "n = :two"),
                    table.checking(Sample.key("a", "9"), try .of("attribute_exists(pk)")),
                    try table.updating(
                        Sample.key("a", "s"), "SET remark = remark + :one", [":one": 1]),
                    try table.putting(Sample.item("b", "2", ["text": .string(huge)])),
                    table.deleting(Sample.key("b", "3")),
                ]))
            guard case .cancelled(let reasons) = rejection else {
                Issue.record("\(String(describing: rejection))")
                return
            }
            try #require(reasons.count == 6)
            #expect(reasons[0] == nil)
            #expect(reasons[1] == .conditionFailed(existing: ItemImage(first)))
            #expect(reasons[2] == .conditionFailed(existing: nil))
            guard case .expression = reasons[3] else {
                Issue.record("\(String(describing: reasons[3]))")
                return
            }
            guard case .itemTooLarge(_, limit: Limits.itemBytesMax) = reasons[4] else {
                Issue.record("\(String(describing: reasons[4]))")
                return
            }
            #expect(reasons[5] == nil)
            #expect(try store.items(of: table).count == 2)
            #expect(try store.item(Sample.key("a", "1"), in: table) == first)
            // The rejection has its place in the order, and nothing else has changed.
            #expect(try store.contentHash() != content)
            #expect(store.totals(of: table.id).items == 2)
        }
    }

    @Test func `a transaction in a table that is gone is rejected whole`() async throws {
        try await withStore { store in
            let table = try await store.makeTable()
            let other = try await store.makeTable("other")
            _ = try await store.change(DeleteTable(other.id))
            let rejection = try await store.rejection(
                of: Transaction(writes: [
                    try table.putting(Sample.item("a", "1")),
                    try other.putting(Sample.item("a", "1")),
                ]))
            #expect(rejection == .tableNotFound)
            #expect(try store.items(of: table).isEmpty)
        }
    }

    @Test func `a batch is written whole or, when one write is rejected, not at all`() async throws
    {
        try await withStore { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "old"), in: table)
            _ = try await store.commit(
                WriteBatch([
                    try table.putting(Sample.item("a", "1")),
                    table.deleting(Sample.key("a", "old")),
                    try table.putting(Sample.item("a", "2")),
                ]))
            let both = [Sample.item("a", "1"), Sample.item("a", "2")]
            #expect(try store.items(of: table) == both)
            let huge = Text(String(repeating: "x", count: Limits.itemBytesMax))
            let rejection = try await store.rejection(
                of: WriteBatch([
                    try table.putting(Sample.item("a", "3")),
                    try table.putting(Sample.item("a", "4", ["text": .string(huge)])),
                ]))
            #expect(rejection != nil)
            #expect(try store.items(of: table) == both)
        }
    }

    @Test func `what a group wrote earlier is what its later writes see`() async throws {
        let disk = ScriptedDisk()
        try await withStore(configure: { $0.logDirectory = disk.directory }) { store in
            let table = try await store.makeTable()
            let key = Sample.key("a", "1")
            let absent = try Condition.of("attribute_not_exists(pk)")
            // The first write waits on disk, so that all others share the next group.
            disk.syncs.shut()
            let replies = store.handIn([
                try table.putting(Sample.item("z", "z")),
                try table.putting(Sample.item("a", "1", ["n": 1]), if: absent),
                try table.putting(Sample.item("a", "1", ["n": 9]), if: absent),
                try table.updating(key, "ADD n :one", [":one": 1]),
                table.deleting(key),
                try table.updating(key, "ADD n :one", [":one": 10]),
                DeleteTable(table.id),
                try table.updating(key, "ADD n :one", [":one": 10]),
                CreateTable(.init(name: "clicks", uuid: "2", keySchema: Sample.schema)),
            ])
            disk.syncs.waitForArrival()
            disk.syncs.open()
            let outcomes = await replies.all
            func item(_ index: Int) -> Item? {
                (try? outcomes[index].reply(as: Change.self))?.new
            }
            func rejection(_ index: Int) -> ItemWrite.Rejection? {
                outcomes[index].rejection()
            }
            #expect(item(1)?["n"] == 1)
            #expect(
                rejection(2)
                    == .write(
                        .conditionFailed(existing: ItemImage(Sample.item("a", "1", ["n": 1])))))
            #expect(item(3)?["n"] == 2)
            #expect(item(5)?["n"] == 10)
            #expect(rejection(7) == .tableNotFound)
            let fresh = try #require(store.table(named: "clicks"))
            #expect(fresh.id != table.id)
            #expect(try store.items(of: fresh).isEmpty)
            #expect(store.totals(of: fresh.id) == Totals())
        }
    }
}
