/// Translates regular expressions, each only once: policies mostly repeat those of others.
final class URLTranslations {
    private struct Key: Hashable {
        let expression: String
        let listenPath: String
    }

    /// The outcome of a translation.
    struct Outcome {
        var translation = URLExpression.Translation()
        /// Whether it stands for the same paths wherever Tyk finds it, because it is bound to both ends.
        var isAnchored = false
    }

    private var outcomes: [Key: Outcome] = [:]

    /// The patterns for an expression, below a listen path.
    func outcome(of expression: String, below listenPath: String) -> Outcome {
        let key = Key(expression: expression, listenPath: listenPath)
        if let known = outcomes[key] { return known }
        var outcome = Outcome()
        do {
            let read = try URLExpression(expression)
            outcome.translation = read.patterns(below: listenPath)
            outcome.isAnchored = read.isAnchoredAtStart && read.isAnchoredAtEnd
        } catch {
            outcome.translation.leftOut = [error.reason]
        }
        outcomes[key] = outcome
        return outcome
    }
}
