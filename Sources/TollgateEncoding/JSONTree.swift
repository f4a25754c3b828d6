/// Reads whole JSON texts (RFC 8259) into nodes, in time that grows with their length alone.
///
/// For texts of which everything is wanted: configuration, answers of other servers, what was asked of us. Tokens are
/// read by a reader of the gate's, which keeps nothing. Both take single values from ``JSONScanner``.
package enum JSONTree {
    /// The faults that are forgiven.
    package enum Reading: Sendable {
        /// The RFC's grammar, and no object has the same member twice, compared by bytes.
        case strict
        /// The RFC's grammar.
        case plain
        /// Broken characters in strings are replaced, and values that are too deep are `null`.
        case lenient
    }

    /// Reads a text that is one value.
    ///
    /// - Parameters:
    ///   - text: The text, without a byte order mark.
    ///   - reading: The strictness.
    ///   - maximumDepth: The deepest nesting of arrays and objects.
    /// - Returns: The value.
    /// - Throws: ``JSONFault`` with ``JSONError/syntax``, ``JSONError/encoding`` or ``JSONError/tooDeep``; in the
    ///   strict reading with ``JSONError/duplicateMember`` as well.
    package static func read(
        _ text: [UInt8], as reading: Reading, maximumDepth: Int
    ) throws(JSONFault) -> JSONNode {
        var walk = JSONWalk(reading, maximumDepth: maximumDepth)
        do throws(JSONError) {
            let node = try walk.readValue(text.span, depth: 0)
            try walk.endDocument(text.span)
            return node
        } catch {
            throw JSONFault(
                error: error, index: walk.scanner.index, start: walk.start, pointer: walk.pointer)
        }
    }

    /// Reads the members of the object that a text begins with, leniently.
    ///
    /// - Parameters:
    ///   - text: The text, which may end in the middle.
    ///   - maximumDepth: The deepest nesting of arrays and objects; deeper ones are `null`.
    /// - Returns: The members that are complete, and whether that is all there is; `nil` if it is no object.
    package static func readMembers(
        of text: [UInt8], maximumDepth: Int
    ) -> (members: [JSONMember], isWhole: Bool)? {
        var walk = JSONWalk(.lenient, maximumDepth: maximumDepth)
        var members: [JSONMember] = []
        do throws(JSONError) {
            guard case .object = try walk.scanner.peek(text.span) else { return nil }
            try walk.readMembers(text.span, depth: 1, into: &members)
            try walk.endDocument(text.span)
            return (members, true)
        } catch {
            return walk.hasBegun ? (members, false) : nil
        }
    }
}
