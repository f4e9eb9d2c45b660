/// Bounds are found where they are looked for: in the one `…Limits.swift` of their target.
enum BoundRules {
    /// Numbers that end in Max, Min or Limit and yet bound nothing that a client or another file could
    /// meet: parts of a drawing of bytes or bits, and sizes from which on another way is quicker.
    ///
    /// The list may only become shorter.
    static let known: Set<String> = [
        // What a drawing of bytes, digits or bits has room for.
        "Sources/Engine/Commands/CommandRegistry.swift kindsMax",
        "Sources/Engine/Commands/CommandRegistry.swift partsMax",
        "Sources/Engine/Keys/Keyspace.swift partitionBytesMax",
        "Sources/Engine/Keys/LongKey.swift plainBytesMax",
        "Sources/HTTP/Requests/HTTPMethod.swift nameBytesMax",
        "Sources/JSON/JSONFields.swift countMax",
        "Sources/JSON/JSONToken.swift textBytesMax",
        "Sources/Model/Stream/SequenceNumber.swift digitsMax",
        "Sources/Model/Stream/SequenceNumber.swift positionMax",
        "Sources/PlainBodies/Updates/UpdateTargets.swift keptMax",
        "Sources/Sketches/Coupon.swift valueMax",
        "Sources/Sketches/HLLArray.swift estimateMax",
        "Sources/Sketches/HLLSketch.swift setPrecisionMin",
        "Sources/Values/Number+Parts.swift exponentMax",
        "Sources/Values/Number+Text.swift exponentMax",
        "Sources/Values/OrderedBytes+Number.swift numberBytesMax",
        // From where on another way is quicker, or an arithmetic step cannot overflow.
        "Sources/Commands/Items/ItemWrite+CertainRejection.swift attributesMin",
        "Sources/Engine/Commit/CommitPipeline.swift syncedAsideMin",
        "Sources/Engine/Record/KeyIndex.swift cellsMin",
        "Sources/Expressions/Condition/Condition+Evaluation.swift plainSearchMax",
        "Sources/JSON/JSONObject.swift notedMax",
        "Sources/JSON/JSONParser+Names.swift pairwiseMax",
        "Sources/NativeAPI/Events/EventWrites.swift sortedMin",
        "Sources/NativeAPI/Increments/LastWrites.swift probesMax",
        "Sources/Platform/Time/ExponentialBackoff.swift doublingsMax",
        "Sources/Values/AttributeMap.swift walkMax",
        "Sources/Values/ByteWriter.swift shortTextMax",
        "Sources/Values/ItemView.swift indexedMin",
    ]

    /// Operations that are called so by their API.
    private static let operations: Set<String> = ["DescribeLimits.swift"]

    /// Static bounds with a number of their own outside files that are named Limits.
    static func numbersElsewhere(in tree: SourceTree) -> [String] {
        let bound =
            #/static (?:let|var) (\w*(?:Max|Min|Limit)(?:Default)?)(?:: \w+)?\s*[={].*\b\d/#
        return tree.files.filter { !$0.name.hasSuffix("Limits.swift") }.flatMap { file in
            file.code.filter { $0.contains("static ") }.compactMap { line in
                line.firstMatch(of: bound).map { "\(file.path) \($0.1)" }
            }
        }
    }

    /// Targets with two files of limits.
    static func severalLimits(in tree: SourceTree) -> [String] {
        let files = tree.files.filter {
            $0.name.hasSuffix("Limits.swift") && !operations.contains($0.name)
        }
        return Dictionary(grouping: files, by: \.target).values.filter { $0.count > 1 }
            .map { $0.map(\.path).sorted().joined(separator: " and ") }.sorted()
    }

    /// Bounds whose line stands neither below a comment nor below another bound that has one.
    static func unexplained(in tree: SourceTree) -> [String] {
        let files = tree.files.filter {
            $0.name.hasSuffix("Limits.swift") && !operations.contains($0.name)
        }
        return files.flatMap { file in
            file.lines.enumerated().compactMap { number, line in
                guard line.contains("static let"), number > 0 else { return nil }
                let above = file.lines[number - 1]
                let isExplained = above.contains("///") || above.contains("static let")
                return isExplained ? nil : "\(file.path):\(number + 1) says no unit and no answer"
            }
        }
    }
}
