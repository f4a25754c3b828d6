import TollgateConcurrency

/// Tells the story: numbered steps, the HTTP exchanges in short, and what to see in them.
final class Narrator: Sendable {
    private struct State {
        var step = 0
        var title = ""
    }

    private let state = Lock(State())
    private let write: @Sendable (String) -> Void

    /// A narrator who hands each line to `write`.
    init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    /// The title of the step that is being told.
    var currentStep: String { state.withLock { $0.title } }

    /// Begins a step.
    func begin(_ title: String) {
        let number = state.withLock { state in
            state.step += 1
            state.title = title
            return state.step
        }
        write("")
        write("\(number < 10 ? " " : "")\(number). \(title)")
    }

    /// Says something about the step.
    func say(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { write("    \(line)") }
    }

    /// Shows a name and a value.
    func show(_ name: String, _ value: String) {
        say(name + String(repeating: " ", count: max(1, 22 - name.count)) + value)
    }
}
