/// The fate of a request, by which its duration is counted.
public enum RequestFate: String, Hashable, Sendable, CaseIterable {
    /// Its token has let it pass, and the upstream has answered.
    case admitted = "admit"
    /// It needs no token, and was answered.
    case open = "public"
    /// It was answered although the gate rejects it, since the API only observes.
    case observed
    /// The gate has rejected it, or it belongs to no API.
    case rejected = "reject"
    /// The upstream has not answered, or not to the end.
    case failed = "upstream_failed"
    /// It is malformed, too long or too slow.
    case refused
    /// The gateway has ended the answer, or the upgraded connection: its token has expired, its client is denied, or it was
    /// open for too long.
    case ended
    /// Its client has gone before the answer came to its end.
    case aborted = "client_gone"
}
