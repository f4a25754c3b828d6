public import TollgateCatalogue

/// How a provider is reached, and what is particular about this installation of it.
public struct ProviderSettings: Hashable, Sendable {
    /// Whom to trust, and which certificate to show.
    public var connection: ConnectionSettings
    /// The `software_id` that clients are registered with, where the provider takes it for a template.
    ///
    /// Default: `tollgate`.
    public var softwareID: String?
    /// How secrets are renewed, where the driver does not know it or it stands elsewhere.
    public var secretRotation: RotationRequest?

    /// Settings with these values.
    public init(
        connection: ConnectionSettings = ConnectionSettings(), softwareID: String? = nil,
        secretRotation: RotationRequest? = nil
    ) {
        self.connection = connection
        self.softwareID = softwareID
        self.secretRotation = secretRotation
    }

    /// What makes them unusable, in words; `nil` if nothing does.
    var defect: String? {
        if (connection.tls.clientCertificateFile == nil) != (connection.tls.clientKeyFile == nil) {
            return "a client certificate and its key come together"
        }
        if softwareID?.isEmpty == true { return "`software_id` is empty; leave it out instead" }
        return secretRotation?.defect
    }
}
