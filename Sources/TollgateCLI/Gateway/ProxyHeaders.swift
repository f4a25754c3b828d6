import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import Tollgate
import TollgateCatalogue
import TollgateHummingbird

/// Which header fields the gateway passes on, and which it adds.
enum ProxyHeaders {
    /// Fields that concern one connection only (RFC 9110 §7.6.1).
    private static let hopByHop: Set<String> = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    /// Where the request came from is for the gateway to say; a client could say anything.
    private static let forwarding: Set<String> = [
        "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-real-ip",
    ]

    /// What the gateway tells the upstream about the caller.
    ///
    /// Only the gateway may say it: see `isReserved`.
    private static let identityPrefix = "x-tollgate-"

    /// The fields for the upstream.
    ///
    /// Left out are those of the client's connection, the token unless `forward_token` says otherwise, and whatever
    /// could pass for one of the gateway's own, however it is spelt (RFC 9700 §4.13).
    static func upstream(_ request: Request, _ admission: Admission, remoteAddress: SocketAddress?) -> HTTPHeaders {
        let dropped = connectionOptions(request.headers)
        var headers = HTTPHeaders()
        for field in request.headers {
            let name = field.name.canonicalName
            guard !hopByHop.contains(name), !dropped.contains(name), name != "host", !isReserved(name),
                name != "content-length", name != "authorization" || admission.api.source.forwardsToken
            else { continue }
            headers.add(name: field.name.rawName, value: field.value)
        }
        if let address = remoteAddress?.ipAddress { headers.add(name: "X-Forwarded-For", value: address) }
        headers.add(name: "X-Forwarded-Proto", value: "http")
        if let authority = request.head.authority { headers.add(name: "X-Forwarded-Host", value: authority) }
        if let rejection = admission.observed { headers.add(name: "X-Tollgate-Observed", value: rejection.code) }
        if let pass = admission.pass {
            if let client = pass.token.claims.clientID {
                headers.add(name: "X-Tollgate-Client", value: IdentityText.encoded(client))
            }
            if let subject = pass.token.claims.subject {
                headers.add(name: "X-Tollgate-Subject", value: IdentityText.encoded(subject))
            }
            headers.add(name: "X-Tollgate-Policies", value: IdentityText.encoded(list: pass.grant.policies))
            if !pass.grant.tags.isEmpty {
                headers.add(name: "X-Tollgate-Tags", value: IdentityText.encoded(list: pass.grant.tags))
            }
        }
        return headers
    }

    /// The fields for the client: the upstream's, without those of its connection.
    static func downstream(_ headers: HTTPHeaders) -> HTTPFields {
        let dropped = Set(
            headers[canonicalForm: "connection"].map { String($0).lowercased() })
        var fields = HTTPFields()
        for (name, value) in headers {
            let lowered = name.lowercased()
            guard !hopByHop.contains(lowered), !dropped.contains(lowered), lowered != "content-length",
                let fieldName = HTTPField.Name(name)
            else { continue }
            fields.append(HTTPField(name: fieldName, value: value))
        }
        return fields
    }

    /// Names that some servers read as one of the gateway's own, `_` and `-` being the same to them.
    private static func isReserved(_ name: String) -> Bool {
        let name = String(name.map { $0 == "_" ? "-" : $0 })
        return name.hasPrefix(identityPrefix) || forwarding.contains(name)
    }

    /// The fields that `Connection` names.
    private static func connectionOptions(_ headers: HTTPFields) -> Set<String> {
        Set(
            headers[values: .connection].flatMap { $0.split(separator: ",") }.map {
                $0.filter { $0 != " " && $0 != "\t" }.lowercased()
            })
    }
}
