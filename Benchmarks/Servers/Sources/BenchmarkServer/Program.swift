import Dispatch
import Tollgate

/// A server with a fixed answer of 35 bytes, with the gate in it or without.
///
///     BenchmarkServer tokens DIRECTORY COUNT
///     BenchmarkServer serve hummingbird|nio gate|open DIRECTORY [BYTES OF TOKEN CACHE]
///
/// `tokens` writes keys and tokens; `serve` prints its port and serves until it is ended.
@main
struct Program {
    struct Usage: Error {}

    /// It is synchronous: the first thread of a program whose `main` is asynchronous ends, which Valgrind does not bear.
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, Array(arguments.dropFirst())) {
        case ("tokens", let rest) where rest.count == 2:
            try Material.write(to: rest[0], count: Int(rest[1]) ?? 1)
        case ("serve", let rest) where rest.count >= 3:
            let gate = try Material.gate(in: rest[2], cacheBytes: rest.count > 3 ? Int(rest[3]) : nil)
            let end = DispatchSemaphore(value: 0)
            Task.detached {
                do { try await serve(rest[0], rest[1] == "gate" ? gate : nil) } catch { print("\(error)") }
                end.signal()
            }
            end.wait()
        default: throw Usage()
        }
    }

    private static func serve(_ kind: String, _ gate: Gate?) async throws {
        switch kind {
        case "hummingbird": try await HummingbirdServer.serve(gate)
        case "nio": try await NIOServer.serve(gate)
        default: throw Usage()
        }
    }
}
