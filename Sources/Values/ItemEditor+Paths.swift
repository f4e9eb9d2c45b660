// Editing inside attributes: each map or list on the way to a value is opened, its members are
// visited like attributes, and its size and count are mended when it is closed.

extension ItemEditor {
    /// A container whose members are visited: the item, or a map or list inside it.
    struct Level {
        let isList: Bool
        /// What a member counts besides its name and its value.
        let memberSize: Int
        /// Where the container's bytes end in the old image; the item's end with it.
        let end: Int
        /// Where its size and the count of its members were written.
        let sizeStart: Int
        let countStart: Int
        var countWidth = 0
        var oldCount = 0
        var count = 0
        /// Members that lie ahead of the reader.
        var ahead = 0

        init(ofItemAt countStart: Int) {
            isList = false
            memberSize = 0
            end = 0
            sizeStart = 0
            self.countStart = countStart
        }

        init(isList: Bool, end: Int, sizeStart: Int) {
            self.isList = isList
            memberSize = Value.memberSize
            self.end = end
            self.sizeStart = sizeStart
            countStart = sizeStart + 4
        }
    }

    /// Goes on to what `path` leads to; paths are visited in the order of `AttributePath.precedes`.
    package mutating func seek(_ path: AttributePath) -> Target {
        if path.isTopLevel, opened == nil { return seek(path.root) ? .found : .absent }
        // So many of the open containers are on the way.
        var depth = commonDepth(with: path)
        while outer.count > depth { closeLevel() }
        if depth == 0 { opened = nil }
        while depth < path.steps.count {
            guard seek(path, at: depth), open(for: path.steps[depth]) else {
                return .unreachable
            }
            depth += 1
            opened = AttributePath(root: path.root, steps: Array(path.steps.prefix(depth - 1)))
        }
        guard let last = path.steps.last else { return seek(path.root) ? .found : .absent }
        guard level.isList == last.isIndex else { return .unreachable }
        return seek(path, at: depth) ? .found : .absent
    }

    /// How many containers are open that lie on the way to `path`.
    private func commonDepth(with path: AttributePath) -> Int {
        guard let opened, opened.root == path.root, !path.isTopLevel else { return 0 }
        // The attribute itself is one, and each step of the open way leads to one more.
        var shared = 0
        while shared < opened.steps.count, shared < path.steps.count - 1,
            opened.steps[shared] == path.steps[shared]
        {
            shared += 1
        }
        return min(shared + 1, outer.count)
    }

    /// Seeks what stands at `depth` of the path in the container that is open.
    private mutating func seek(_ path: AttributePath, at depth: Int) -> Bool {
        guard depth > 0 else { return seek(path.root) }
        switch path.steps[depth - 1] {
        case .name(let name): return level.isList ? false : seek(name)
        case .index(let index): return level.isList ? seek(index) : false
        }
    }

    /// Opens the container that was found, if `step` can be taken in it.
    private mutating func open(for step: AttributePath.Step) -> Bool {
        let tag = reader.tag
        guard tag == (step.isIndex ? .list : .map), let valueStart else { return false }
        writer.write(bytes: reader.bytes[copied..<valueStart])
        writer.write(byte: tag.rawValue)
        let sizeStart = writer.count
        writer.write(fixed: UInt32(0))
        reader.offset += 1
        let end = reader.readContainer()
        isOnValue = false
        outer.append(level)
        level = Level(isList: step.isIndex, end: end, sizeStart: sizeStart)
        openLevel()
        return true
    }

    /// Closes the container that is open; what lies ahead in it stays.
    mutating func closeLevel() {
        writer.write(bytes: reader.bytes[copied..<level.end])
        reader.offset = level.end
        copied = level.end
        isOnValue = false
        mendCount()
        let size = writer.count - level.countStart
        writer.overwrite(fixed: UInt32(size), at: level.sizeStart)
        level = outer.removeLast()
    }

    /// Writes how many members there are now.
    mutating func mendCount() {
        guard level.count != level.oldCount else { return }
        writer.overwrite(count: level.count, at: level.countStart, width: level.countWidth)
    }
}

extension AttributePath.Step {
    var isIndex: Bool {
        switch self {
        case .index: true
        case .name: false
        }
    }
}

extension AttributePath {
    /// The order in which an editor visits values: an element before one behind it in a list, a member
    /// before one with a later name.
    package func precedes(_ other: AttributePath) -> Bool {
        let order = root.string.utf8.span.compare(with: other.root.string.utf8.span)
        if order != 0 { return order < 0 }
        for (mine, theirs) in zip(steps, other.steps) where mine != theirs {
            switch (mine, theirs) {
            case (.index(let left), .index(let right)): return left < right
            case (.name(let left), .name(let right)): return left < right
            case (.index, .name): return true
            case (.name, .index): return false
            }
        }
        return steps.count < other.steps.count
    }
}
