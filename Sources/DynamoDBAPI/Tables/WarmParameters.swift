import Commands
import Model
import StreamRecords

/// The WarmThroughput of CreateTable and UpdateTable: units a second that a table or one of its global
/// indexes is to take at once.
///
/// Without effect here, as every table takes what the machine can. It is stored all the same, never
/// falls, and is returned where it exceeds what the billing mode gives: tools wait for it to be
/// ACTIVE.
struct WarmParameters {
    private struct Member {
        let parameter: Parameter
        let units: Int64
        let path: WritableKeyPath<TableSettings.WarmThroughput, Int64>
        /// What a provisioned table is paid for, by AWS's name.
        let capacity: Parameter
    }

    private let members: [Member]
    private let subject: ThroughputParameters.Subject

    init(_ request: RequestReader, of subject: ThroughputParameters.Subject) {
        self.subject = subject
        let warm = request.structure(.warmThroughput)
        var members: [Member] = []
        if let units = warm?.integer(.readUnitsPerSecond) {
            members.append(
                Member(
                    parameter: .readUnitsPerSecond, units: units, path: \.readUnits,
                    capacity: .readCapacityUnits))
        }
        if let units = warm?.integer(.writeUnitsPerSecond) {
            members.append(
                Member(
                    parameter: .writeUnitsPerSecond, units: units, path: \.writeUnits,
                    capacity: .writeCapacityUnits))
        }
        self.members = members
    }

    var isEmpty: Bool { members.isEmpty }

    func checkBounds(_ unitsMax: Int64) throws(WireError) {
        for member in members where member.units > unitsMax {
            throw .validation(
                "Given value \(member.units) for \(member.parameter.name) is out of bounds")
        }
    }

    /// Enters what a new table or index asks for, which is at least what the billing mode gives.
    func begin(_ settings: inout some ThroughputSettings) throws(WireError) {
        let isProvisioned = settings.provisioned != nil
        try enter(in: &settings) { member in
            isProvisioned
                ? "\(member.capacity.name) of ProvisionedThroughput"
                : "initial throughput for OnDemand. See: https://docs.aws.amazon.com/"
                    + "amazondynamodb/latest/developerguide/on-demand-capacity-mode.html"
                    + "#on-demand-capacity-mode-initial"
        }
    }

    /// Enters what a table or index that is there asks for: what it has reached, or more.
    func change(_ settings: inout some ThroughputSettings) throws(WireError) {
        try enter(in: &settings) { _ in
            "current WarmThroughput, decreasing WarmThroughput is not supported"
        }
    }

    private func enter(
        in settings: inout some ThroughputSettings, leastName: (Member) -> String
    ) throws(WireError) {
        var reached = settings.warmThroughput
        for member in members {
            guard member.units >= reached[keyPath: member.path] else {
                throw .invalidParameter(
                    "Requested \(member.parameter.name) for WarmThroughput for \(subject.words) "
                        + "is lower than \(leastName(member))")
            }
            reached[keyPath: member.path] = member.units
        }
        settings.keepWarm(reached)
    }
}
