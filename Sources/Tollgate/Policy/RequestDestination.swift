package import TollgateCatalogue

/// The thing that a request asks for, as far as its target and method tell.
package enum RequestDestination: Sendable {
    /// The path can be read in more than one way.
    case ambiguous(PathFault)
    /// The metadata of an API that is a protected resource (RFC 9728).
    case metadata(ResourceMetadata, of: CompiledAPI)
    /// No API lies there.
    case nowhere
    /// It needs no token.
    case open(Admission)
    /// The gate has to decide about it.
    case guarded(GateRequest)
}

extension RequestDestination {
    /// The API that the request may go on to, and its path there.
    package var place: (api: CompiledAPI, path: RequestPath)? {
        switch self {
        case .open(let admission): (admission.api, admission.path)
        case .guarded(let asked): (asked.api, asked.path)
        case .ambiguous, .metadata, .nowhere: nil
        }
    }
}

extension CompiledCatalogue {
    /// Finds the thing that a request asks for.
    ///
    /// - Parameters:
    ///   - target: Path and query as they stand in the request line.
    ///   - method: The method, in capitals as HTTP has it.
    ///   - host: The host that is asked, as `Host` has it, if there is one.
    /// - Returns: The destination.
    package func destination(target: String, method: String, host: String?) -> RequestDestination {
        destination(target: target, method: method, host: (host ?? "").utf8Span.span)
    }

    /// Finds the thing that a request asks for.
    ///
    /// - Parameters:
    ///   - target: Path and query as they stand in the request line.
    ///   - method: The method, in capitals as HTTP has it.
    ///   - host: The host that is asked, as `Host` has it; empty where there is none.
    /// - Returns: The destination.
    package func destination(target: String, method: String, host: Span<UInt8>) -> RequestDestination {
        let path: RequestPath
        do throws(PathFault) {
            path = try self.path(target: target, host: host)
        } catch {
            return .ambiguous(error)
        }
        if let described = describedAPI(at: path, host: host), let metadata = described.resourceMetadata {
            return .metadata(metadata, of: described)
        }
        guard let api = api(for: path, host: host) else { return .nowhere }
        return api.isPublic(method: method, path: path)
            ? .open(Admission(api: api, path: path))
            : .guarded(GateRequest(api: api, method: method, path: path))
    }
}
