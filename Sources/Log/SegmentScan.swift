import Platform

/// What one segment holds, learned by reading all of it.
struct SegmentScan {
    /// How the frames end.
    enum Ending: Hashable {
        /// Zeros or nothing follow.
        case clean
        /// Bytes follow that are no frame and came after everything that was on disk: a write cut
        /// short.
        case torn(reason: String, endOfBytes: Int)
        /// A frame is damaged that was whole once.
        case corrupt(reason: String)
    }

    let reader: SegmentReader
    let frames: [(offset: Int, frame: Frame)]
    let ending: Ending

    init(_ name: String, in directory: any FileDirectory, isLast: Bool) throws(LogError) {
        var reader = try SegmentReader(name, in: directory)
        var frames: [(offset: Int, frame: Frame)] = []
        var reason: String?
        while reason == nil {
            let offset = reader.offset
            switch try reader.next() {
            case .frame(let frame, _, _): frames.append((offset, frame))
            case .end(let why): reason = why
            }
        }
        let rest = try reader.rest()
        ending =
            switch (rest.laterFrame, rest.endOfBytes) {
            case (let later?, _):
                .corrupt(reason: "\(reason ?? ""), but a good frame follows at offset \(later)")
            case (nil, let endOfBytes?):
                isLast
                    ? .torn(reason: reason ?? "", endOfBytes: endOfBytes)
                    : .corrupt(reason: reason ?? "")
            case (nil, nil): .clean
            }
        self.reader = reader
        self.frames = frames
    }

    var endOffset: Int { reader.offset }
    var endPosition: UInt64 { reader.position }
}
