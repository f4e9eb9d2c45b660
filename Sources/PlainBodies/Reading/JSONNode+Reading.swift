package import JSON
package import Model
package import Values

// What a member may be, read and checked in one step. Nothing is made but the result.

extension JSONNode {
    /// The members of an object.
    @inline(__always)
    package func readMembers() throws(BodyProblem) -> JSONMemberNodes {
        guard kind == .object else { throw expected("an object") }
        return memberNodes
    }

    /// Refuses members that the object does not have, and everything that is no object.
    ///
    /// - Parameter ignored: members that may be there too, without any effect.
    package func refuseMembers(
        except known: [String], passingOver ignored: [String] = []
    ) throws(BodyProblem) {
        for (name, _) in try readMembers()
        where !known.contains(where: { name.isString($0) })
            && !ignored.contains(where: { name.isString($0) })
        {
            throw name.unknownMember(known: known)
        }
    }

    /// The elements of an array.
    package func readElements() throws(BodyProblem) -> JSONElements {
        guard kind == .array else { throw expected("an array") }
        return elements
    }

    package func readText() throws(BodyProblem) -> Text {
        guard let string else { throw expected("a string") }
        return Text(string)
    }

    /// A text that is not empty and not longer than `bytesMax`.
    package func readText(bytesMax: Int) throws(BodyProblem) -> Text {
        let text = try readText()
        try check(byteCount: text.utf8Count, bytesMax: bytesMax)
        return text
    }

    /// Holds a string to one byte at least and `bytesMax` at most.
    package func check(byteCount: Int, bytesMax: Int) throws(BodyProblem) {
        guard byteCount > 0 else { throw problem("must not be empty") }
        guard byteCount <= bytesMax else {
            throw problem("is \(byteCount) bytes long; \(bytesMax) are allowed")
        }
    }

    /// A number with its exact value; small integers cost a few nanoseconds.
    package func readNumber() throws(BodyProblem) -> Number {
        if let shortInteger { return Number(shortInteger) }
        guard kind == .number else { throw expected("a number") }
        do throws(NumberError) {
            return try Number(parsing: rawBytes.span)
        } catch {
            throw problem(error.message)
        }
    }

    /// A number without a fraction, within bounds.
    package func readWholeNumber(in bounds: ClosedRange<Int64>) throws(BodyProblem) -> Int64 {
        guard let number = try readNumber().int64, bounds.contains(number) else {
            throw problem(
                "must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return number
    }

    /// A point in time in the form of RFC 3339.
    package func readInstant() throws(BodyProblem) -> Timestamp {
        guard let bytes = textBytes else { throw expected("a string with an RFC 3339 time") }
        guard let instant = Instant.parse(bytes.span) else {
            throw problem("is not an RFC 3339 time such as 2026-11-22T20:41:07Z")
        }
        return instant
    }

    /// A point in time in the form of RFC 3339, or as whole seconds since 1970.
    package func readSecond() throws(BodyProblem) -> Int64 {
        switch kind {
        case .string: return try readInstant().seconds
        case .number:
            return try readWholeNumber(
                in: Instant.seconds.lowerBound...(Instant.seconds.upperBound - 1))
        default: throw expected("an RFC 3339 time or whole seconds since 1970")
        }
    }

    package func readBoolean() throws(BodyProblem) -> Bool {
        guard let boolean else { throw expected("true or false") }
        return boolean
    }

    /// A member's name as that of an attribute.
    package func readAttributeName() throws(BodyProblem) -> Text {
        let name = try readText()
        guard (1...ValueLimits.attributeNameBytesMax).contains(name.utf8Count) else {
            throw badAttributeName(byteCount: name.utf8Count)
        }
        return name
    }

    /// What is wrong with a name of so many bytes, which are none or too many.
    package func badAttributeName(byteCount: Int) -> BodyProblem {
        problem(
            byteCount == 0
                ? "an attribute's name must not be empty"
                : "an attribute's name may have \(ValueLimits.attributeNameBytesMax) bytes")
    }

    /// A plain JSON value as an attribute's value, the other way round from `PlainJSON`.
    ///
    /// An array becomes a list, as sets have no form of their own.
    package func readValue(depth: Int = 0) throws(BodyProblem) -> Value {
        switch kind {
        case .null: return .null
        case .boolean: return .boolean(try readBoolean())
        case .number: return .number(try readNumber())
        case .string: return .string(try readText())
        case .array:
            try check(depth: depth)
            var values: [Value] = []
            values.reserveCapacity(count)
            for element in elements { values.append(try element.readValue(depth: depth + 1)) }
            return .list(values)
        case .object:
            try check(depth: depth)
            var entries: [AttributeMap.Entry] = []
            entries.reserveCapacity(count)
            for (name, value) in memberNodes {
                entries.append(
                    AttributeMap.Entry(
                        name: try name.readAttributeName(),
                        value: try value.readValue(depth: depth + 1)))
            }
            // The reader of JSON has refused two members of one name.
            return .map(AttributeMap(uniqueEntries: entries) ?? AttributeMap())
        }
    }

    private func check(depth: Int) throws(BodyProblem) {
        guard depth < Limits.depthMax else {
            throw problem("more than \(Limits.depthMax) levels of arrays and objects")
        }
    }
}
