/// A regular expression of `allowed_urls`, read as far as path patterns can say the same.
///
/// Tyk matches these expressions anywhere in the path. A pattern is about the whole path, so what is read here is the
/// expression as if it were anchored at both ends: each path that it stands for is one that Tyk opens as well.
struct URLExpression {
    /// A part of a path.
    enum Piece: Hashable {
        /// This character.
        case character(Character)
        /// One character or more, without a slash.
        case segment
        /// Any number of characters without a slash.
        case segmentOrNothing
        /// Any number of characters.
        case anything
        /// One character or more.
        case something
    }

    /// The reason why an expression cannot be read.
    struct Failure: Error {
        let reason: String
    }

    private static let maximumBytes = 2_048
    /// An expression with many alternatives in a row has no end of them.
    private static let maximumAlternatives = 64

    /// Each way in which the expression can match.
    private(set) var alternatives: [[Piece]] = []
    /// Whether it is bound to the start of the path.
    private(set) var isAnchoredAtStart = false
    /// Whether it is bound to the end of the path.
    private(set) var isAnchoredAtEnd = false

    private var rest: Substring

    init(_ expression: String) throws(Failure) {
        guard expression.utf8.count <= Self.maximumBytes else {
            throw Failure(reason: "it is longer than \(Self.maximumBytes) bytes")
        }
        var text = expression[...]
        if text.first == "^" {
            isAnchoredAtStart = true
            text = text.dropFirst()
        }
        if text.last == "$", !text.dropLast().hasSuffix("\\") {
            isAnchoredAtEnd = true
            text = text.dropLast()
        }
        rest = text
        alternatives = try alternation(depth: 0)
        guard rest.isEmpty else { throw Failure(reason: "it has a `)` too many") }
        // `a|b$` binds only its last alternative. That `^a|b` binds only its first one is not made use of: an
        // alternative that is taken for bound opens less.
        if !isGrouped(text) { isAnchoredAtEnd = false }
    }

    /// Whether every `|` stands inside a group.
    private func isGrouped(_ text: Substring) -> Bool {
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == "|", depth == 0 { return false }
        }
        return true
    }

    private mutating func alternation(depth: Int) throws(Failure) -> [[Piece]] {
        guard depth < 16 else { throw Failure(reason: "its groups are nested too deep") }
        var result = try sequence(depth: depth)
        while rest.first == "|" {
            rest.removeFirst()
            result += try sequence(depth: depth)
            try check(result)
        }
        return result
    }

    private mutating func sequence(depth: Int) throws(Failure) -> [[Piece]] {
        var result: [[Piece]] = [[]]
        while let next = rest.first, next != "|", next != ")" {
            let atom = try quantified(try atom(depth: depth))
            guard result.count * atom.count <= Self.maximumAlternatives else {
                throw Failure(reason: "it has more than \(Self.maximumAlternatives) alternatives")
            }
            result = result.flatMap { start in atom.map { start + $0 } }
        }
        return result
    }

    private func check(_ alternatives: [[Piece]]) throws(Failure) {
        guard alternatives.count <= Self.maximumAlternatives else {
            throw Failure(reason: "it has more than \(Self.maximumAlternatives) alternatives")
        }
    }

    /// An atom, which a quantifier can follow.
    private enum Atom {
        case one(Character)
        case anyCharacter
        case anyButSlash
        case group([[Piece]])
        case openSegment
    }

    private mutating func atom(depth: Int) throws(Failure) -> Atom {
        let first = rest.removeFirst()
        switch first {
        case ".": return .anyCharacter
        case "(":
            if rest.hasPrefix("?:") {
                rest.removeFirst(2)
            } else if rest.hasPrefix("?") {
                throw Failure(reason: "`(?` has no equivalent")
            }
            let inner = try alternation(depth: depth + 1)
            guard rest.first == ")" else { throw Failure(reason: "a `)` is missing") }
            rest.removeFirst()
            return .group(inner)
        case "[":
            guard rest.hasPrefix("^/]") else { throw Failure(reason: "a pattern cannot say which characters are open") }
            rest.removeFirst(3)
            return .anyButSlash
        case "\\":
            guard let escaped = rest.popFirst(), !escaped.isLetter, !escaped.isNumber else {
                throw Failure(reason: "a pattern cannot say which characters are open")
            }
            return .one(escaped)
        case "{":
            // The gorilla/mux form, which Tyk takes for one segment.
            guard let end = rest.firstIndex(of: "}"), let initial = rest.first, initial.isLetter,
                rest[..<end].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" })
            else { throw Failure(reason: "a pattern cannot count") }
            rest = rest[rest.index(after: end)...]
            return .openSegment
        case "^", "$": throw Failure(reason: "`\(first)` stands in the middle")
        case "*", "+", "?": throw Failure(reason: "`\(first)` follows nothing")
        default: return .one(first)
        }
    }

    private mutating func quantified(_ atom: Atom) throws(Failure) -> [[Piece]] {
        var quantifier: Character?
        if let next = rest.first, next == "*" || next == "+" || next == "?" {
            quantifier = rest.removeFirst()
            // Whether it takes as little as it can does not change what matches as a whole.
            if rest.first == "?" { rest.removeFirst() }
        }
        switch (atom, quantifier) {
        case (.one(let character), nil): return [[.character(character)]]
        case (.one(let character), "?"): return [[.character(character)], []]
        // A dot that stands for any character is mostly meant as a dot, which is one of them.
        case (.anyCharacter, nil): return [[.character(".")]]
        case (.anyCharacter, "*"): return [[.anything]]
        case (.anyCharacter, "+"): return [[.something]]
        case (.anyButSlash, "*"): return [[.segmentOrNothing]]
        case (.anyButSlash, "+"), (.openSegment, nil): return [[.segment]]
        case (.group(let inner), nil): return inner
        case (.group(let inner), "?"): return inner + [[]]
        default: throw Failure(reason: "a pattern cannot repeat characters")
        }
    }
}
