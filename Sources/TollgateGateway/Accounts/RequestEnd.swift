internal import Tollgate

/// The end of a request.
enum RequestEnd {
    /// The upstream's answer came to its end.
    case passed
    /// The gateway has answered in its place.
    case answered(GatewayOutcome, CompiledAPI?)
    /// There was no answer, or not all of one.
    case failed(UpstreamFailure)
    /// It was refused for a fault of its own.
    case refused(RequestFault)
    /// The gateway has ended what could have gone on.
    case ended(EarlyEnd)
    /// Its client has gone.
    case aborted

    /// The fate of the request with this admission, or without one.
    func fate(_ admission: Admission?) -> RequestFate {
        switch self {
        case .passed:
            guard let admission else { return .open }
            return admission.pass != nil ? .admitted : admission.observed != nil ? .observed : .open
        case .answered(.open, _): return .open
        case .answered(.admitted, _), .answered(.rejected, _), .answered(.unmatched, _): return .rejected
        case .failed: return .failed
        case .refused: return .refused
        case .ended: return .ended
        case .aborted: return .aborted
        }
    }

    /// The code in the log of the request with this admission, or without one.
    func code(_ admission: Admission?) -> String {
        switch self {
        case .passed: admission?.observed?.code ?? (admission?.pass != nil ? "admit" : "public")
        case .answered(.rejected(let rejection), _): rejection.code
        case .answered(.unmatched, _): "not_found"
        case .answered(.open, _): "public"
        case .answered(.admitted, _): "admit"
        case .failed(let failure): failure.code
        case .refused(let fault): fault.code
        case .ended(let reason): reason.code
        case .aborted: "client_gone"
        }
    }
}
