package import Commands
package import Values

/// Which type reads which form of the log's commands.
///
/// Every kind of command has its place in `all`: what is not here cannot be replayed. A new change of
/// a table or of a handler is a file in Commands, its name here, its line at the end and its row in
/// Formats.md.
package struct CommandRegistry: Sendable {
    package static let all = CommandRegistry([
        ItemWrite.self, WriteBatch.self, Transaction.self, IncrementBatch.self,
        CreateTable.self, DefineTable.self, UpdateTable.self, DeleteTable.self,
        EnableTimeToLive.self, DisableTimeToLive.self, TagTable.self, UntagTable.self,
        DefineHandler.self, RemoveHandler.self, PauseHandler.self, ReplayHandler.self,
        FollowStream.self, AdvanceHandler.self,
        ExpireItems.self, BackfillStep.self, TrimStreams.self,
    ])

    /// More kinds, and more parts of a kind, than any log has.
    private static let kindsMax = 32
    private static let partsMax = 32
    private static let versions: ClosedRange<UInt8> = 1...2

    /// Every kind, in the order of `all`.
    package let kinds: [any StoreCommand.Type]
    /// By kind and part, so that a replay looks nothing up in a hash table.
    private var types: [(any StoreCommand.Type)?]
    private var hasParts: [Bool]

    init(_ types: [any StoreCommand.Type]) {
        kinds = types
        self.types = Array(
            repeating: nil, count: CommandRegistry.kindsMax * CommandRegistry.partsMax)
        hasParts = Array(repeating: false, count: CommandRegistry.kindsMax)
        for type in types {
            for form in [type.form] + type.otherForms {
                guard let place = CommandRegistry.place(of: form.kind, form.part) else {
                    preconditionFailure("\(type) has a form beyond the registry")
                }
                let isFree = self.types[place].map { $0 == type } ?? true
                precondition(isFree, "\(type) has the form of another command")
                self.types[place] = type
                hasParts[Int(form.kind)] = form.part != nil
            }
        }
    }

    /// What Formats.md says of each kind: its forms, by kind and part, and its name.
    package var rows: [String] {
        kinds.map { type in
            let forms = ([type.form] + type.otherForms).map(CommandRegistry.text)
            return "| \(forms.joined(separator: ", ")) | `\(type)` |"
        }
    }

    private static func text(of form: CommandForm) -> String {
        "\(form.kind)" + (form.part.map { " · \($0)" } ?? "")
            + (form.version == 1 ? "" : " in version \(form.version)")
    }

    /// Reads what `Command.encode` wrote; anything else throws.
    package func read(from reader: inout ByteReader) throws(CodecError) -> any StoreCommand {
        let (type, form) = try readType(from: &reader)
        return try type.init(from: &reader, as: form)
    }

    /// The same for the writer: a command without a caller that waits for its reply.
    func readPending(from reader: inout ByteReader) throws(CodecError) -> Pending {
        let (type, form) = try readType(from: &reader)
        return try CommandRegistry.pending(type, as: form, from: &reader)
    }

    private static func pending<C: StoreCommand>(
        _ type: C.Type, as form: CommandForm, from reader: inout ByteReader
    ) throws(CodecError) -> Pending {
        Pending(replaying: try C(from: &reader, as: form))
    }

    private func readType(
        from reader: inout ByteReader
    ) throws(CodecError) -> (any StoreCommand.Type, CommandForm) {
        let version = try reader.readByte()
        guard CommandRegistry.versions.contains(version) else {
            throw .invalid("command version \(version), expected 1 or 2")
        }
        let kind = try reader.readByte()
        guard Int(kind) < hasParts.count else { throw .invalid("command kind \(kind)") }
        let part = hasParts[Int(kind)] ? try reader.readByte() : nil
        guard let place = CommandRegistry.place(of: kind, part), let type = types[place] else {
            throw .invalid("command kind \(kind)" + (part.map { ", part \($0)" } ?? ""))
        }
        let form = CommandForm(version: version, kind: kind, part: part)
        guard version == 1 || type.otherForms.contains(form) else {
            throw .invalid("command kind \(kind) in version \(version)")
        }
        return (type, form)
    }

    private static func place(of kind: UInt8, _ part: UInt8?) -> Int? {
        let part = part ?? 0
        guard kind < kindsMax, part < partsMax else { return nil }
        return Int(kind) * partsMax + Int(part)
    }
}

// What each kind does to the state stands in a file of its own; changes of tables and handlers are
// carried out by the commands themselves.
extension CreateTable: StoreCommand {}
extension DefineTable: StoreCommand {}
extension UpdateTable: StoreCommand {}
extension DeleteTable: StoreCommand {}
extension EnableTimeToLive: StoreCommand {}
extension DisableTimeToLive: StoreCommand {}
extension TagTable: StoreCommand {}
extension UntagTable: StoreCommand {}
extension DefineHandler: StoreCommand {}
extension RemoveHandler: StoreCommand {}
extension PauseHandler: StoreCommand {}
extension ReplayHandler: StoreCommand {}
