import TollgateConfiguration

/// A server cannot listen where it should.
struct ListenError: Error, CustomStringConvertible {
    let server: String
    let address: ListenAddress
    let reason: String

    var description: String { "the \(server) cannot listen on \(address): \(reason)" }
}
