import JSON
import Sketches
import Values

/// How the sums and unions of an aggregate are written.
struct SeriesValues: Sendable {
    let selection: AttributeSelection
    let deviations: StandardDeviations

    /// Writes the members of an object that has been begun.
    ///
    /// - Parameters:
    ///   - names: those that the aggregate's prefixes have found.
    ///   - filling: what stands where no bucket had anything; `nil` leaves that out.
    func write(
        _ aggregate: SeriesAggregate, names: AttributeNames, filling: SeriesRequest.Fill?,
        to writer: inout JSONWriter
    ) {
        for (name, number) in zip(selection.counters, aggregate.counters) {
            guard number != nil || filling != nil else { continue }
            writer.name(name.string)
            if let number = number ?? (filling == .zero ? Number.zero : nil) {
                writer.number(text: number.text)
            } else {
                writer.null()
            }
        }
        if !aggregate.found.isEmpty {
            for name in names.numbersByName {
                guard let number = aggregate.found[name] else { continue }
                writer.name(names.texts[name].string)
                writer.number(text: number.text)
            }
        }
        for (name, union) in zip(selection.sketches, aggregate.sketches) {
            guard union != nil || filling != nil else { continue }
            writer.name(name.string)
            if let union = union ?? (filling == .zero ? HLLUnion() : nil) {
                PlainJSON.write(union.estimation, deviations: deviations, to: &writer)
            } else {
                writer.null()
            }
        }
    }
}
