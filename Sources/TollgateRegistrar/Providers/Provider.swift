internal import TollgateOutbound

/// An identity provider at which clients are registered.
public struct Provider: Equatable, Sendable {
    /// The name by which operators and products refer to it; unique.
    public var name: String
    /// Its departures from the RFCs.
    public var driver: ProviderDriver
    /// Its issuer identifier, or the full URL of its well-known document; for a bridge its base URL.
    public var address: String
    /// The issuer of the tokens that a bridge's clients obtain; otherwise the metadata tells, and must say the same
    /// where this is given.
    public var issuer: String?
    /// The way in which the registrar is let in.
    public var initialAccess: InitialAccess
    /// The way in which it is reached, and the particulars of this installation.
    public var settings: ProviderSettings

    /// A provider with these parts.
    ///
    /// - Parameters:
    ///   - name: The name by which operators and products refer to it.
    ///   - driver: The driver; `other` is the RFCs as written.
    ///   - address: An issuer identifier such as `https://idp.example/realms/portal`, or a well-known URL such as
    ///     `https://idp.example/realms/portal/.well-known/openid-configuration`; for a bridge its base URL, without
    ///     `/clients`.
    ///   - issuer: For a bridge, the issuer of the tokens that its clients obtain. Default: the base URL. Otherwise
    ///     the issuer that the metadata must name. Default: whichever it names.
    ///   - initialAccess: The way in which the registrar is let in. Default: registration is open.
    ///   - settings: The way in which it is reached. Default: with the trust of the system.
    public init(
        name: String, driver: ProviderDriver = .other, address: String, issuer: String? = nil,
        initialAccess: InitialAccess = .none, settings: ProviderSettings = ProviderSettings()
    ) {
        self.name = name
        self.driver = driver
        self.address = address
        self.issuer = issuer
        self.initialAccess = initialAccess
        self.settings = settings
    }

    /// Whether `address` is the URL of a discovery document and not an issuer.
    package var isWellKnownURL: Bool {
        address.contains("/.well-known/")
    }

    /// The defect that makes the provider unusable before anything is sent, in words; `nil` if there is none.
    var defect: String? {
        // A dot alone is no segment of a path that a client would send (RFC 3986 §5.2.4).
        if !PlainText.isName(name) || name == "." || name == ".." {
            return "a provider needs a name of \(PlainText.nameRule), not `.` or `..`"
        }
        if URLParts(address) == nil {
            return "`\(address)` is neither an issuer nor a well-known URL: an absolute http or https URL is"
        }
        if driver.providerType == .httpBridge {
            if isWellKnownURL { return "`\(address)` is a discovery document; a bridge has a base URL" }
            if address.contains("?") {
                return "`\(address)` has a query; paths are appended to the base URL of a bridge"
            }
            if settings.management == .registrationAccessToken {
                return "a bridge gives its clients no registration access token; its headers manage them"
            }
            if case .clientCredentials = initialAccess {
                return "a bridge has no token endpoint to ask for an initial access token; use headers"
            }
        }
        return initialAccess.defect ?? settings.defect
    }
}
