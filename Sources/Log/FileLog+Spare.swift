import Platform
internal import Synchronization

extension FileLog {
    /// Whether `prepare` has something to do: the present segment is half full.
    package var needsSpare: Bool {
        catalog.withLock { catalog in
            guard case .none = catalog.spare, catalog.failure == nil else { return false }
            return options.preallocation != .none && catalog.endOffset > catalog.limit / 2
        }
    }

    /// Makes the next segment's file ready, so that the append which begins it need not wait for
    /// that.
    ///
    /// To be called from a thread that is not the appending one, when `needsSpare`. Without it all
    /// works as well, but one append in each segment waits until a whole segment of zeros is
    /// written. A failure harms nothing.
    package func prepare() throws(LogError) {
        guard needsSpare, startSpare() else { return }
        do throws(FileError) {
            let storage = try Segment.makeSpare(in: directory, options: options)
            catalog.withLock { $0.spare = .ready(storage) }
        } catch {
            catalog.withLock { $0.spare = .none }
            throw LogError(error)
        }
    }

    private func startSpare() -> Bool {
        catalog.withLock { catalog in
            guard case .none = catalog.spare else { return false }
            catalog.spare = .inTheMaking
            return true
        }
    }

    /// Hands out the file that is ready, if there is one; `giveUpSpare` must follow.
    func takeSpare() -> (any OpenFile)? {
        catalog.withLock { catalog in
            guard case .ready(let storage) = catalog.spare else { return nil }
            catalog.spare = .taken
            return storage
        }
    }

    /// Lets another file be made ready, once the one that was taken has become a segment or has failed
    /// to.
    func giveUpSpare() {
        catalog.withLock { catalog in
            if case .taken = catalog.spare { catalog.spare = .none }
        }
    }
}
