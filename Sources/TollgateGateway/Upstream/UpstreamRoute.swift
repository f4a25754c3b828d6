internal import Tollgate

/// The route of the requests to one server of an API, with everything that is the same in all of them.
final class UpstreamRoute {
    let api: CompiledAPI
    /// The bounds of its requests.
    let limits: UpstreamLimits
    /// The connections; `nil` where there is nowhere to go.
    let pool: UpstreamPool?
    /// The path of the upstream's URL, without a slash at its end.
    let basePath: String
    /// The line with `Host`.
    let hostLine: [UInt8]

    /// A route.
    init(
        to api: CompiledAPI, _ limits: UpstreamLimits, _ pool: UpstreamPool?, _ parts: UpstreamAddress.Parts?
    ) {
        self.api = api
        self.limits = limits
        self.pool = pool
        basePath = parts?.basePath ?? ""
        hostLine = Array("Host: \(parts?.authority ?? "")\r\n".utf8)
    }
}
