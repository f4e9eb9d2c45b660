import API
import Commands
import Engine
import Expressions
import JSON
import Model
import PlainBodies
import Values

/// Reads one write of a handler's response: a table, and what is to be done with one of its items.
struct HandlerWriteReader {
    let store: Store
    let strict: Bool
    /// Decides which ends lie too far back.
    let now: Timestamp

    static let actions = ["increment", "put", "update", "delete"]

    func read(_ node: JSONNode) throws(BodyProblem) -> ItemWrite {
        var table: Table?
        var action: (name: JSONNode, value: JSONNode)?
        for (name, value) in try node.readMembers() {
            if name.isString("table") {
                table = try readTable(value)
            } else if HandlerWriteReader.actions.contains(where: { name.isString($0) }) {
                guard action == nil else {
                    throw name.problem("a write does one thing; there is another one before this")
                }
                action = (name, value)
            } else {
                throw name.unknownMember(known: ["table"] + HandlerWriteReader.actions)
            }
        }
        guard let table else { throw node.missing("table", "the name of a table") }
        guard let (name, value) = action else {
            throw node.problem("nothing to do: a write needs increment, put, update or delete")
        }
        if name.isString("increment") { return try readIncrement(value, of: table) }
        if name.isString("put") { return try readPut(value, of: table) }
        if name.isString("update") { return try readUpdate(value, of: table) }
        return try readDelete(value, of: table)
    }

    private func readTable(_ node: JSONNode) throws(BodyProblem) -> Table {
        let name = try node.readText()
        guard let table = store.table(named: name) else {
            throw node.problem("there is no table called \(name)")
        }
        return table
    }

    private func dialect(of table: Table) -> Dialect {
        Dialect(of: table, strict: strict)
    }

    private func readIncrement(
        _ node: JSONNode, of table: Table
    ) throws(BodyProblem) -> ItemWrite {
        let reader = UpdateReader(table: table, dialect: dialect(of: table), now: now)
        var targets = UpdateTargets()
        var update = try reader.read(node, &targets)
        return update.takeWrite(to: table.id)
    }

    private func readPut(_ node: JSONNode, of table: Table) throws(BodyProblem) -> ItemWrite {
        let (key, item) = try KeyReader(schema: table.keySchema).readItem(node)
        return try checked(
            ItemWrite(table: table.id, key: key, action: .put(ItemImage(item))), of: table, node)
    }

    private func checked(
        _ write: ItemWrite, of table: Table, _ node: JSONNode
    ) throws(BodyProblem) -> ItemWrite {
        do throws(TableMismatch) {
            try table.check(write)
        } catch {
            switch error {
            case .changesKey(let attribute):
                throw node.problem("\(attribute) is part of the key, which cannot change")
            case .declaredType(let problem): throw node.problem(problem.message)
            }
        }
        return write
    }

    private func readUpdate(_ node: JSONNode, of table: Table) throws(BodyProblem) -> ItemWrite {
        try node.refuseMembers(except: ["key", "expression", "condition", "names", "values"])
        let key = try readKey(node, of: table)
        guard let expression = node["expression"] else {
            throw node.missing("expression", "an update expression")
        }
        let text = try expression.readText()
        var placeholders = try readPlaceholders(node)
        let update: Update
        do throws(ExpressionError) {
            update = try Update.parse(text, in: dialect(of: table), with: &placeholders)
        } catch {
            throw expression.problem(error.message)
        }
        // What is wrong with the update is said before what is wrong with the condition.
        let write = try checked(
            ItemWrite(table: table.id, key: key, action: .update(update)), of: table, expression)
        let condition = try readCondition(node, of: table, with: &placeholders)
        return ItemWrite(table: table.id, key: key, condition: condition, action: write.action)
    }

    private func readDelete(_ node: JSONNode, of table: Table) throws(BodyProblem) -> ItemWrite {
        try node.refuseMembers(except: ["key", "condition", "names", "values"])
        let key = try readKey(node, of: table)
        var placeholders = try readPlaceholders(node)
        let condition = try readCondition(node, of: table, with: &placeholders)
        return ItemWrite(table: table.id, key: key, condition: condition, action: .delete)
    }

    private func readKey(_ node: JSONNode, of table: Table) throws(BodyProblem) -> Key {
        guard let key = node["key"] else {
            throw node.missing("key", "an object with the key's attributes")
        }
        return try KeyReader(schema: table.keySchema).read(key)
    }

    private func readPlaceholders(_ node: JSONNode) throws(BodyProblem) -> Placeholders {
        let definitions = try PlaceholderDefinitions(names: node["names"], values: node["values"])
        do throws(ExpressionError) {
            return try definitions.placeholders()
        } catch {
            throw node.problem(error.message)
        }
    }

    /// Reads the last expression of a write; after it, every name and value must have been used.
    private func readCondition(
        _ node: JSONNode, of table: Table, with placeholders: inout Placeholders
    ) throws(BodyProblem) -> Condition? {
        var condition: Condition?
        if let node = node["condition"] {
            let text = try node.readText()
            do throws(ExpressionError) {
                condition = try Condition.parse(
                    text, as: .condition, in: dialect(of: table), with: &placeholders)
            } catch {
                throw node.problem(error.message)
            }
        }
        do throws(ExpressionError) {
            try placeholders.checkAllUsed()
        } catch {
            throw node.problem(error.message)
        }
        return condition
    }
}
