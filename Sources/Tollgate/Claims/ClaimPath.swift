/// The name of a claim that a configuration chooses: looked for literally first, then as a dotted path.
///
/// `https://example.com/scopes` is a literal name although it has dots; `realm_access.roles` is a path where no
/// claim has that name.
package struct ClaimPath: Hashable, Sendable {
    /// The name as it was written.
    package let name: String
    let literal: [UInt8]
    let segments: [[UInt8]]

    /// The claim called `name`.
    package init(_ name: String) {
        self.name = name
        literal = Array(name.utf8)
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { Array($0.utf8) }
        segments = parts.count > 1 && !parts.contains([]) ? parts : []
    }

    /// The place of the claim's value, given where the values of the top-level members stand, or `nil`.
    func value(in members: [(name: JSONString, value: Int)], _ json: Span<UInt8>) throws(JSONError) -> Int? {
        for member in members where member.name.equals(literal, in: json) { return member.value }
        guard let first = segments.first else { return nil }
        for member in members where member.name.equals(first, in: json) {
            return try descend(to: segments.dropFirst(), from: member.value, json)
        }
        return nil
    }

    private func descend(
        to segments: ArraySlice<[UInt8]>, from start: Int, _ json: Span<UInt8>
    ) throws(JSONError) -> Int? {
        guard let next = segments.first else { return start }
        var reader = JSONReader(at: start)
        guard try reader.peek(json) == .object else { return nil }
        try reader.beginObject(json)
        while let name = try reader.nextMember(json) {
            if name.equals(next, in: json) {
                return try descend(to: segments.dropFirst(), from: reader.index, json)
            }
            try reader.skipValue(json)
        }
        return nil
    }
}
