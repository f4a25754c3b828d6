/// The `application_type` that a client is registered with.
///
/// OpenID Connect Dynamic Client Registration 1.0 §2 has the first two; Okta has two more.
public enum RegisteredApplicationType: String, CaseIterable, Codable, Hashable, Sendable {
    /// A web application.
    case web
    /// A program on a device.
    case native
    /// A program in a browser; providers other than Okta take it for `web`.
    case browser
    /// A program without users; providers other than Okta have no word for it.
    case service
}
