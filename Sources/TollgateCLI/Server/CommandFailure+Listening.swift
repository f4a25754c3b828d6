import Foundation
import NIOCore
import TollgateConfiguration
import TollgateGateway

extension CommandFailure {
    /// A server cannot listen where it should.
    ///
    /// - Parameters:
    ///   - server: The name of the server.
    ///   - address: The address.
    ///   - error: The error of listening; of any other error this makes nothing.
    /// - Returns: The failure, or `nil` where the error has another reason.
    static func listening(
        _ server: String, on address: some CustomStringConvertible, _ error: any Error
    ) -> CommandFailure? {
        let reason: String
        switch error {
        case let error as IOError: reason = Self.reason(error)
        case is SocketAddressError.UnknownHost: reason = "the name does not resolve"
        case let error as ListenerError: reason = "\(error)"
        case let error as SocketAddressError: reason = "\(error)"
        default: return nil
        }
        return failed("the \(server) cannot listen on \(address): \(reason)")
    }

    private static func reason(_ error: IOError) -> String {
        switch error.errnoCode {
        case EADDRINUSE: "the port is in use"
        case EACCES: "permission denied; ports below 1024 need privileges"
        case EADDRNOTAVAIL: "the address is not one of this machine"
        default: error.description
        }
    }
}
