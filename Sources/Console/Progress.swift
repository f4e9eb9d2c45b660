/// Shows how far a long task is: a bar on a screen, a line every tenth elsewhere.
package struct Progress {
    private static let barWidth = 30

    /// `nil` when it is unknown.
    private let total: Int64?
    private var shown = -1

    package init(total: Int64?) {
        self.total = total.map { max($0, 1) }
    }

    /// - Parameter note: what has been done so far, in words.
    package mutating func show(_ done: Int64, note: String) {
        guard let total else {
            if Terminal.isInteractive {
                shown = 0
                Terminal.overwrite(note)
            }
            return
        }
        let percent = Int(min(done, total) * 100 / total)
        if Terminal.isInteractive {
            let filled = percent * Progress.barWidth / 100
            let bar =
                String(repeating: "#", count: filled)
                + String(repeating: "-", count: Progress.barWidth - filled)
            shown = percent
            Terminal.overwrite("[\(bar)] \(percent)%  \(note)")
        } else if percent / 10 > shown {
            shown = percent / 10
            Terminal.note("\(percent)%  \(note)")
        }
    }

    /// Leaves the bar where it is and goes on below.
    package func finish() {
        if Terminal.isInteractive, shown >= 0 { Terminal.note("") }
    }
}
