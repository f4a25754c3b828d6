import TollgateConcurrency

/// Method and path of each request to a server.
final class RequestLog: Sendable {
    private let all = Lock<[String]>([])

    var lines: [String] { all.withLock { $0 } }

    func add(_ line: String) { all.withLock { $0.append(line) } }
}
