internal import TollgateCatalogue
internal import TollgateEncoding

/// The name of a claim that a configuration chooses: looked for literally first, then as a dotted path.
///
/// `https://example.com/scopes` is a literal name although it has dots; `realm_access.roles` is a path where no
/// claim has that name; `resource_access.shop\.example\.com.roles` is always a path, with dots in one of its names.
package struct ClaimPath: Hashable, Sendable {
    /// One name, and its hash for finding it among an object's members.
    private struct Segment: Hashable, Sendable {
        let name: [UInt8]
        let hash: UInt32

        init(_ name: some Sequence<UInt8>) {
            self.name = Array(name)
            hash = JSONReader.hash(ofMember: self.name)
        }
    }

    /// The name as it was written.
    package let name: String
    /// Whether it is the name that standards give to scopes: `scope` (RFC 8693 §4.2), or `scp`.
    let isScopeName: Bool
    private let literal: Segment?
    private let segments: [Segment]

    /// The claim called `name`, which `ClaimSyntax.isName`.
    package init(_ name: String) {
        self.name = name
        isScopeName = ["scope", "scp"].contains(name)
        if name.utf8.contains(UInt8(ascii: "\\")) {
            literal = nil
            segments = ClaimSyntax.names(in: name)?.map { Segment($0) } ?? []
            return
        }
        literal = Segment(name.utf8)
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        segments = parts.count > 1 && !parts.contains(where: \.isEmpty) ? parts.map { Segment($0) } : []
    }

    /// The place of the claim's value, or `nil`.
    ///
    /// - Parameters:
    ///   - reader: A reader that has read the claims set to its end.
    ///   - json: The claims set.
    /// - Returns: The start of the value.
    /// - Throws: Nothing that the reader has not ruled out.
    func value(in reader: inout JSONReader, _ json: Span<UInt8>) throws(JSONError) -> Int? {
        if let literal, let place = reader.valueOfMember(hash: literal.hash, literal.name, in: json) { return place }
        guard let first = segments.first,
            let place = reader.valueOfMember(hash: first.hash, first.name, in: json)
        else { return nil }
        return try Self.descend(to: segments.dropFirst(), from: place, json)
    }

    private static func descend(
        to segments: ArraySlice<Segment>, from start: Int, _ json: Span<UInt8>
    ) throws(JSONError) -> Int? {
        guard let next = segments.first else { return start }
        var reader = JSONReader(at: start)
        guard case .object = try reader.peek(json) else { return nil }
        try reader.beginObject(json)
        while let name = try reader.nextMember(json) {
            if name.equals(next.name, in: json) {
                return try descend(to: segments.dropFirst(), from: reader.index, json)
            }
            try reader.skipValue(json)
        }
        return nil
    }
}
