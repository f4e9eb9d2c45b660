import API
import Commands
import Engine
import Expressions
import JSON
import Model
import PlainBodies
import Sketches
import Values

/// `POST /v1/tables/{table}/increment`: changes one item in place and answers what it has become.
struct RecordIncrement: NativeOperation {
    static let traits = OperationTraits(
        "RecordIncrement", .writeItems, isOrderedWrite: true,
        inlineBodyBytesMax: NativeLimits.inlineBodyBytesMax)
    static let route = Route("POST", "/v1/tables/{table}/increment")
    static let mediaTypes: [MediaType] = [.json]

    private let table: Table
    private let write: ItemWrite
    private let actions: [Update.Action]
    /// Which of the actions observe a visitor.
    private let observed: Range<Int>

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        let table = try context.table(in: request)
        self.table = table
        var update = try request.body.object { root throws(BodyProblem) in
            let reader = UpdateReader(
                table: table, dialect: context.dialect(of: table), now: context.store.now)
            var targets = UpdateTargets()
            return try reader.read(root, &targets)
        }
        actions = update.actions
        observed = update.observed
        write = update.takeWrite(to: table.id)
    }

    func plan(in context: NativeContext) -> Plan {
        .itemWrite(write) { outcome in
            Response(outcome) { result throws(NativeError) in
                switch result {
                case .success(let change):
                    Response(body: Self.answer(change, to: actions, observed: observed))
                case .failure(.tableNotFound): throw .tableNotFound(table.name)
                case .failure(.write(let rejection)):
                    throw try Self.error(rejection, to: write, of: table, in: context)
                }
            }
        }
    }

    /// Reads the item again, to name the value that the update does not fit.
    ///
    /// Another write may have changed it since; then the message is less exact.
    private static func error(
        _ rejection: WriteRejection, to write: ItemWrite, of table: Table, in context: NativeContext
    ) throws(NativeError) -> NativeError {
        guard case .expression = rejection else { return NativeError(rejection) }
        let existing = try context.read { (snapshot) throws(StoreError) in
            try snapshot.image(write.key, in: table)
        }
        return NativeError(rejection, of: table, write, existing)
    }

    /// The attributes that the update touched, as they are now; one that is gone is left out.
    private static func answer(
        _ change: Change, to actions: [Update.Action], observed: Range<Int>
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name(quoted: duplicateName)
        writer.boolean(change.isRepeat)
        writer.name(quoted: valuesName)
        writer.beginObject()
        if let new = change.newImage {
            var view = new.view
            for index in actions.indices {
                let attribute = actions[index].path.root
                guard let location = view.locate(attribute) else { continue }
                writer.name(attribute.string)
                if observed.contains(index), case .binary = location.kind,
                    let contents = view.contents(of: location),
                    let estimation = estimation(of: view.bytes.extracting(contents))
                {
                    // A repeat has the same item before and after, and so nobody new in it.
                    let isFresh = !isIn(
                        change.oldImage, attribute, view.bytes.extracting(contents))
                    PlainJSON.write(estimation, isFresh: isFresh, to: &writer)
                } else {
                    PlainJSON.write(location, in: view, to: &writer)
                }
            }
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static let duplicateName = JSONWriter.quoted("duplicate")
    private static let valuesName = JSONWriter.quoted("values")

    private static func estimation(of sketch: Span<UInt8>) -> HLLEstimation? {
        do { return try SketchImage(sketch).estimation } catch { return nil }
    }

    /// Whether the attribute of an item has these bytes.
    private static func isIn(
        _ item: ItemImage?, _ attribute: Text, _ bytes: Span<UInt8>
    ) -> Bool {
        guard let item else { return false }
        var view = item.view
        guard let location = view.locate(attribute), case .binary = location.kind,
            let contents = view.contents(of: location), contents.count == bytes.count
        else { return false }
        let old = view.bytes.extracting(contents)
        for index in bytes.indices where old[index] != bytes[index] { return false }
        return true
    }
}
