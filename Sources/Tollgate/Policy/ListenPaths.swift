internal import TollgateCatalogue
internal import TollgateEncoding

/// The listen paths of the APIs that are for the same hosts, and the paths of their metadata.
///
/// It never changes.
struct ListenPaths: Sendable {
    /// The places of the APIs in their catalogue.
    private let places: [Int]
    /// Which of them has a listen path, without its last slash, and how many slashes the deepest has.
    private let prefixes: ByteTable
    private let deepest: Int
    /// The places of the APIs by the paths of their metadata.
    private let metadataPaths: [String: Int]

    /// The paths of some APIs.
    init(_ apis: [CompiledAPI]) {
        places = apis.map(\.place)
        prefixes = ByteTable(apis.map { ExactString(String(decoding: $0.listenPrefix, as: UTF8.self)) })
        deepest = (apis.map { $0.listenPrefix.count { $0 == UInt8(ascii: "/") } }.max() ?? 0) + 1
        var metadataPaths: [String: Int] = [:]
        for api in apis {
            if let metadata = api.resourceMetadata { metadataPaths[metadata.resource.metadataPath] = api.place }
        }
        self.metadataPaths = metadataPaths
    }

    /// The place of the API with the longest listen path above a path.
    func place(of path: RequestPath) -> Int? {
        let bytes = path.decoded.utf8Span.span
        var found: Int?
        var depth = 0
        var index = 0
        while index < path.decodedCount, depth < deepest {
            if bytes[index] == UInt8(ascii: "/") {
                found = prefixes.place(of: bytes, 0..<index) ?? found
                depth += 1
            }
            index += 1
        }
        if depth < deepest { found = prefixes.place(of: bytes, 0..<index) ?? found }
        return found.map { places[$0] }
    }

    /// The place of the API whose metadata is at a path.
    func describedPlace(at path: RequestPath) -> Int? {
        // No other path is worth a look into the table.
        guard !metadataPaths.isEmpty, path.text.utf8.dropFirst().first == UInt8(ascii: ".") else { return nil }
        return metadataPaths[String(path.text)]
    }
}
