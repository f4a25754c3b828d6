internal import HTTPTypes
internal import Hummingbird

/// Which methods each path has, for the answers to those that it does not have (RFC 9110 §9.3.7, §15.5.6).
struct MethodTable: Sendable {
    private var entries: [(path: [String], methods: [String])] = []

    /// The methods of these routes, `HEAD` wherever there is `GET`, and `OPTIONS`.
    init(_ routes: [(method: String, path: String)]) {
        for (path, routes) in Dictionary(grouping: routes, by: \.path) {
            var methods = Set(routes.map(\.method))
            if methods.contains("GET") { methods.insert("HEAD") }
            methods.insert("OPTIONS")
            entries.append((Self.segments(path), methods.sorted()))
        }
    }

    /// The value of `Allow` for a path as it was requested; `nil` if there is nothing.
    func allowed(at path: String) -> String? {
        let segments = Self.segments(path)
        return entries.first { Self.matches($0.path, segments) }?.methods.joined(separator: ", ")
    }

    private static func segments(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init)
    }

    private static func matches(_ pattern: [String], _ segments: [String]) -> Bool {
        pattern.count == segments.count && zip(pattern, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
