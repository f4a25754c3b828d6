/// Why a server could not be started for a test, or did not do what it should.
struct ServerFailure: Error, CustomStringConvertible {
    let server: String
    /// What was being done.
    let step: String
    /// What came instead.
    let detail: String

    var description: String { "\(server): \(step): \(detail)" }
}
