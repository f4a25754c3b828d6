internal import TollgateCatalogue

extension URLExpression {
    /// Path patterns in the place of an expression.
    struct Translation {
        /// The patterns; each path that one of them matches is matched by the expression too.
        var patterns: [PathPattern] = []
        /// Whether they match less than the expression, also if that were anchored at both ends.
        var isNarrower = false
        /// The reason why some alternatives are left out.
        var leftOut: [String] = []
    }

    /// The patterns for what follows a listen path.
    ///
    /// - Parameter listenPath: The listen path, with a slash at both ends; Tyk matches the path together with it.
    /// - Returns: The patterns, and what there are none for.
    func patterns(below listenPath: String) -> Translation {
        var result = Translation()
        for alternative in alternatives {
            do throws(Failure) {
                let pieces = try Self.relative(alternative, to: listenPath, isAnchored: isAnchoredAtStart)
                let (texts, isNarrower) = try Self.texts(pieces)
                for text in texts {
                    guard let pattern = PathPattern(text) else {
                        throw Failure(reason: "`\(text)` has characters that no pattern can have")
                    }
                    if !result.patterns.contains(pattern) { result.patterns.append(pattern) }
                }
                result.isNarrower = result.isNarrower || isNarrower
            } catch {
                result.leftOut.append(error.reason)
            }
        }
        return result
    }

    /// The pieces from the slash on that ends the listen path.
    private static func relative(
        _ pieces: [Piece], to listenPath: String, isAnchored: Bool
    ) throws(Failure) -> [Piece] {
        if listenPath != "/" {
            let prefix = listenPath.map { Piece.character($0) }
            if pieces.starts(with: prefix) { return Array(pieces.dropFirst(prefix.count - 1)) }
            if isAnchored, pieces.first != .anything, pieces.first != .something {
                throw Failure(reason: "it is bound to the start of the path, which is the listen path in Tyk")
            }
        }
        if pieces.first == .character("/") { return pieces }
        // Anything before a slash: nothing is one way to match it.
        if pieces.first == .anything, pieces.count > 1, pieces[1] == .character("/") {
            return Array(pieces.dropFirst())
        }
        if isAnchored, listenPath == "/", pieces.first != .anything, pieces.first != .something {
            throw Failure(reason: "it is bound to the start of the path, which is a slash")
        }
        return [.character("/")] + pieces
    }

    private static func texts(_ pieces: [Piece]) throws(Failure) -> (texts: [String], isNarrower: Bool) {
        let segments = pieces.dropFirst().split(separator: .character("/"), omittingEmptySubsequences: false)
        var path = ""
        var isNarrower = false
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            let literal = String(
                segment.compactMap { if case .character(let character) = $0 { character } else { nil } })
            // In a pattern these would mean something else than themselves.
            guard !literal.contains(where: { "*{}%".contains($0) }) else {
                throw Failure(reason: "`*`, `{`, `}` and `%` mean something else in a pattern than themselves")
            }
            let open = segment.dropFirst(literal.count)
            if literal.count == segment.count {
                guard isLast || !literal.isEmpty else { throw Failure(reason: "it has an empty segment") }
                path += "/" + literal
                continue
            }
            guard segment.prefix(literal.count).allSatisfy({ if case .character = $0 { true } else { false } }),
                open.count == 1, let piece = open.first
            else { throw Failure(reason: "a pattern opens whole segments only") }
            if !literal.isEmpty {
                guard isLast, piece == .anything else { throw Failure(reason: "a pattern opens whole segments only") }
                return ([path + "/\(literal)/*"], true)
            }
            switch piece {
            case .segment: path += "/{part\(index + 1)}"
            case .segmentOrNothing:
                if isLast { return ([path + "/", path + "/{part\(index + 1)}"], isNarrower) }
                path += "/{part\(index + 1)}"
            case .anything, .something:
                guard isLast else {
                    // One segment is one way to match it.
                    path += "/{part\(index + 1)}"
                    isNarrower = true
                    continue
                }
                if path.isEmpty, piece == .anything { return (["/*"], isNarrower) }
                let below = path + "/{part\(index + 1)}/*"
                return (piece == .anything ? [path + "/", below] : [below], isNarrower)
            case .character: break
            }
        }
        return ([path], isNarrower)
    }
}
