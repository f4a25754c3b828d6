internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression
internal import NIOPosix
internal import NIOSSL

/// The reason why there was no connection, or why it broke, in one line.
package enum ConnectionFailure {
    /// Finds the innermost cause: NIO's connection errors list every attempt over several lines.
    package static func reason(of error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { reason(of: $0.error) } ?? "the name \(error.host) does not resolve"
        case let error as IOError: reason(of: error)
        case let error as NIOSSLError: reason(of: error)
        case let error as BoringSSLError: reason(of: error)
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            "its certificate is for another host"
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            "the connection was closed before the whole answer had come"
        case let error as AnswerDefect: error.description
        case let error as HTTPParserError: reason(of: error)
        case is NIOHTTPDecoderError: "it came before it was asked for"
        case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError:
            "it is not compressed as it says"
        default: "\(error)"
        }
    }

    /// Says whether an error is about the bytes of a server, and not about the connection.
    package static func isOfAnswer(_ error: any Error) -> Bool {
        switch error {
        case HTTPParserError.invalidEOFState, HTTPParserError.closedConnection: false
        case is AnswerDefect, is HTTPParserError, is NIOHTTPDecoderError: true
        case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError: true
        default: false
        }
    }

    /// Whether an error proves that there was no connection, so that no byte of a request can have gone out.
    static func isBeforeConnection(_ error: any Error) -> Bool {
        switch error {
        // Every attempt to connect failed, or there was no address to try.
        case is NIOConnectionError: true
        // A connection that stood is reset; only one that never came to be is refused.
        case let error as IOError: error.errnoCode == ECONNREFUSED
        default: false
        }
    }

    private static func reason(of error: IOError) -> String {
        switch error.errnoCode {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET: "connection reset"
        case EHOSTUNREACH, ENETUNREACH: "no route to that host"
        default: error.description
        }
    }

    private static func reason(of error: HTTPParserError) -> String {
        switch error {
        case .invalidEOFState, .closedConnection: "the connection was closed before the whole answer had come"
        case .headerOverflow: "its header fields are too long or too many"
        default: "it is not HTTP/1.1 (\(error))"
        }
    }

    private static func reason(of error: NIOSSLError) -> String {
        guard case .handshakeFailed(let cause) = error else { return "TLS: \(error)" }
        return reason(of: cause)
    }

    private static func reason(of error: BoringSSLError) -> String {
        guard case .sslError(let stack) = error, let cause = stack.first else { return "TLS: \(error)" }
        // `error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED at …`
        let name = cause.description.split(separator: ":").last { $0.contains(" at ") }?.split(separator: " ").first
        switch name {
        case "CERTIFICATE_VERIFY_FAILED"?:
            return "its certificate has expired, or is from an authority that is not trusted"
        case "TLSV1_ALERT_CERTIFICATE_REQUIRED"?: return "it asks for a client certificate"
        case "TLSV1_ALERT_UNKNOWN_CA"?: return "it does not trust the authority of the client certificate"
        case let name?: return "TLS: \(name)"
        case nil: return "TLS: the handshake failed"
        }
    }
}
