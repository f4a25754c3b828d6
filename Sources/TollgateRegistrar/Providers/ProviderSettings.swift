public import TollgateCatalogue
internal import TollgateOutbound

/// The way in which a provider is reached, and the particulars of one installation.
public struct ProviderSettings: Hashable, Sendable {
    /// The trust, the client certificate, and the way of the connection.
    public var connection: ConnectionSettings
    /// The `software_id` that clients are registered with, where the provider takes it for a template.
    ///
    /// Default: `tollgate`.
    public var softwareID: String?
    /// The software statement (RFC 7591 §2.3) that clients are registered with.
    ///
    /// It is the operator's, since what it says goes before everything else in a registration, scopes and grants too.
    public var softwareStatement: String?
    /// The request that renews secrets, where the driver does not know it or it stands elsewhere.
    public var secretRotation: RotationRequest?
    /// Whether a secret that expires is renewed a day before, where the provider can.
    ///
    /// The old secret is then good for nothing, and the application without access until its owner has revealed the
    /// new one. Default: no; a notice is sent instead.
    public var renewsSecrets: Bool
    /// Further origins, such as `https://login.example`, at which this provider's endpoints may stand.
    ///
    /// What lets the registrar in, and clients' registration access tokens, go to no other origin than the provider's
    /// own and these. Default: none.
    public var trustedOrigins: [String]
    /// The right with which clients are managed, where that is not what the driver says.
    public var management: ClientManagement?
    /// The name and the password for `management`, where it is `basic`.
    public var managementCredentials: ManagementCredentials?
    /// The members of clients' metadata that the provider must not get, or must get.
    ///
    /// Default: none.
    public var metadata: MetadataAdjustments

    /// Settings with these values.
    public init(
        connection: ConnectionSettings = ConnectionSettings(), softwareID: String? = nil,
        secretRotation: RotationRequest? = nil, renewsSecrets: Bool = false, softwareStatement: String? = nil,
        trustedOrigins: [String] = [], management: ClientManagement? = nil,
        managementCredentials: ManagementCredentials? = nil, metadata: MetadataAdjustments = MetadataAdjustments()
    ) {
        self.connection = connection
        self.softwareID = softwareID
        self.secretRotation = secretRotation
        self.renewsSecrets = renewsSecrets
        self.softwareStatement = softwareStatement
        self.trustedOrigins = trustedOrigins
        self.management = management
        self.managementCredentials = managementCredentials
        self.metadata = metadata
    }

    /// Says whether a URL is at one of the further origins.
    func trusts(_ url: URLParts) -> Bool {
        url.isAtOne(of: trustedOrigins)
    }

    /// The defect that makes them unusable, in words; `nil` if there is none.
    var defect: String? {
        if (connection.tls.clientCertificateFile == nil) != (connection.tls.clientKeyFile == nil) {
            return "a client certificate and its key come together"
        }
        if softwareID?.isEmpty == true { return "`software_id` is empty; leave it out instead" }
        if let softwareStatement,
            let defect = MetadataMember.defect(in: "software_statement", .string(softwareStatement))
        {
            return defect
        }
        for origin in trustedOrigins {
            if let defect = originDefect(of: origin) { return defect }
        }
        if (management == .basic) != (managementCredentials != nil) {
            return
                "`management: basic` comes with `management_username` and `management_password`, and nothing else does"
        }
        return managementCredentials?.defect ?? metadata.defect ?? secretRotation?.defect
    }

    /// Every secret that the provider knows by them.
    var secrets: [Secret] {
        (managementCredentials?.secrets ?? []) + [softwareStatement.map(Secret.init)].compactMap(\.self)
    }

    private func originDefect(of text: String) -> String? {
        guard let parts = URLParts(text), parts.target.isEmpty else {
            return "`\(Redactor.clean(text))` in `trusted_origins` is not an origin: scheme, host and port, such as"
                + " `https://login.example`, is"
        }
        guard parts.scheme == "https" || parts.isLoopback || connection.allowsHTTP else {
            return "`\(Redactor.clean(text))` in `trusted_origins` is plain http to another machine; use https"
        }
        return nil
    }
}
