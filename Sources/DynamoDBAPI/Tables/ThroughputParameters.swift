import Model
import Values

/// The ProvisionedThroughput, OnDemandThroughput and WarmThroughput of a table or of a global index.
struct ThroughputParameters {
    /// What they are of, which AWS names in its messages.
    enum Subject {
        case table
        case index(Text)

        /// With the sign that AWS puts before an index's name in some messages: none, ":" or " :".
        func words(_ sign: String = "") -> String {
            switch self {
            case .table: "table"
            case .index(let name): "index\(sign) \(name)"
            }
        }

        var words: String { words() }
    }

    /// Stands for "no ceiling" in on-demand settings, as it does in UpdateTable.
    static let noCeiling: Int64 = -1

    let subject: Subject
    let provisioned: TableSettings.ProvisionedThroughput?
    let warm: WarmParameters
    private let ceilings: [(parameter: Parameter, units: Int64)]

    /// - Parameter request: the whole request, or the members of an index.
    init(_ request: RequestReader, of subject: Subject) {
        self.subject = subject
        provisioned = request.structure(.provisionedThroughput).map { throughput in
            TableSettings.ProvisionedThroughput(
                readUnits: throughput.integer(.readCapacityUnits) ?? 0,
                writeUnits: throughput.integer(.writeCapacityUnits) ?? 0)
        }
        let onDemand = request.structure(.onDemandThroughput)
        ceilings = [Parameter.maxReadRequestUnits, .maxWriteRequestUnits].compactMap { parameter in
            onDemand?.integer(parameter).map { (parameter, $0) }
        }
        warm = WarmParameters(request, of: subject)
    }

    func checkBounds() throws(WireError) {
        try warm.checkBounds(DynamoDBLimits.capacityUnitsMax)
        guard let provisioned else { return }
        let units = [
            (Parameter.readCapacityUnits, provisioned.readUnits),
            (Parameter.writeCapacityUnits, provisioned.writeUnits),
        ]
        for (parameter, units) in units where units > DynamoDBLimits.capacityUnitsMax {
            throw .validation("Given value \(units) for \(parameter.name) is out of bounds")
        }
    }

    /// Refuses ceilings, which only what is paid for on demand has.
    ///
    /// - Parameter ending: AWS's words for when that is.
    func refuseCeilings(_ ending: String) throws(WireError) {
        guard let first = ceilings.first else { return }
        let subject = if case .index = subject { " for \(subject.words(":"))" } else { "" }
        throw .invalidParameter(
            "\(first.parameter.name) for OnDemandThroughput\(subject) cannot be specified \(ending)"
        )
    }

    /// Enters the ceilings of what is paid for on demand.
    func enterCeilings(
        in settings: inout some ThroughputSettings, leastUnits: Int64
    ) throws(WireError) {
        var entered =
            settings.onDemand
            ?? TableSettings.OnDemandThroughput(
                maxReadUnits: Self.noCeiling, maxWriteUnits: Self.noCeiling)
        for (parameter, units) in ceilings {
            guard units >= leastUnits, units != 0 else {
                throw .invalidParameter(
                    "Requested \(parameter.name) for OnDemandThroughput for \(subject.words(" :")) "
                        + "is outside of valid range")
            }
            if parameter === Parameter.maxReadRequestUnits {
                entered.maxReadUnits = units
            } else {
                entered.maxWriteUnits = units
            }
        }
        let isEmpty =
            entered.maxReadUnits == Self.noCeiling && entered.maxWriteUnits == Self.noCeiling
        settings.onDemand = isEmpty ? nil : entered
    }
}
