import Sketches
package import Values

/// The clauses that change sketches.
extension Resolver {
    /// Visitors: binary is one too, whatever its bytes are, as they may be an id from another
    /// system.
    ///
    /// So a whole sketch counts as one visitor: an id may be any bytes, a sketch's too, and OBSERVE
    /// must not mean something else for some ids than for others; MERGE adds the visitors of a
    /// sketch.
    ///
    /// Bytes that begin as a sketch and are none are refused though an id could be those as well.
    /// No id does so by chance, whereas a sketch that was cut short or damaged on its way does, and
    /// would be counted as one visitor where its sender has lost thousands, without an error.
    mutating func observe(_ key: Text, _ path: AttributePath) -> Update.Action {
        guard let value = value(key) else { return .remove(path) }
        return observe(value, named: key, path)
    }

    /// The same for a value that messages show as `key`.
    package mutating func observe(
        _ value: Value, named key: Text, _ path: AttributePath
    ) -> Update.Action {
        guard let observation = Observation(of: value, precision: dialect.precision(of: path.root))
        else {
            noteClauseOperand(.observe, value)
            return .remove(path)
        }
        for binary in value.binaries {
            if let error = SketchError.damage(in: binary.bytes) {
                noteSketch(error, .observe, path, key)
            }
        }
        return .observe(path, observation)
    }

    /// Sketches: binary, or a set of it.
    mutating func merge(_ key: Text, _ path: AttributePath) -> Update.Action {
        guard let value = value(key) else { return .remove(path) }
        let binaries = value.binaries
        guard !binaries.isEmpty else {
            noteClauseOperand(.merge, value)
            return .remove(path)
        }
        do throws(SketchError) {
            return .observe(
                path,
                try Observation(
                    merging: binaries.map(\.bytes), precision: dialect.precision(of: path.root)))
        } catch {
            noteSketch(error, .merge, path, key)
            return .remove(path)
        }
    }

    private mutating func noteSketch(
        _ error: SketchError, _ clause: Clause, _ path: AttributePath, _ key: Text
    ) {
        diagnostics.note(
            .clauseOperand,
            "\(error.message); operator: \(clause.rawValue), path: \(path.bracketed), "
                + "attribute value: \(key)")
    }
}

extension Value {
    /// A binary value, or the members of a set of them.
    fileprivate var binaries: [Binary] {
        switch self {
        case .binary(let binary): [binary]
        case .binarySet(let set): set.elements
        case .string, .number, .boolean, .null, .list, .map, .stringSet, .numberSet: []
        }
    }
}
