import Foundation
import Hummingbird
import NIOCore
import ServiceLifecycle
import TollgateConfiguration

/// A Hummingbird application that, where it cannot listen, says which one it is and where it tried.
struct NamedServer: Service {
    let name: String
    let address: ListenAddress
    let application: any ApplicationProtocol

    func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw ListenError(server: name, address: address, reason: Self.reason(error))
        } catch is SocketAddressError.UnknownHost {
            throw ListenError(server: name, address: address, reason: "the name \(address.host) does not resolve")
        } catch let error as SocketAddressError {
            throw ListenError(server: name, address: address, reason: "\(error)")
        }
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
