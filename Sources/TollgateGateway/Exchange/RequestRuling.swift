internal import Tollgate

/// The fate of a request.
enum RequestRuling {
    /// It is passed on.
    case forward(Admission)
    /// It is answered here; with its outcome, and its API where it has one.
    case answer(OwnAnswer, GatewayOutcome, CompiledAPI?)
    /// It is refused before it is decided about.
    case refuse(RequestFault)
    /// Its token's key is being fetched.
    case awaitKeys(BearerCredential, GateRequest)
}
