package import TollgateCatalogue

/// The kinds of clients that developers may have registered, and when one counts as lost.
package struct RegistrarSettings: Hashable, Sendable {
    /// The kinds of applications that developers may choose.
    ///
    /// Default: all but `simple`.
    package var applicationTypes = ApplicationType.allCases.filter { $0 != .simple }
    /// Whether `implicit` may be had (RFC 9700 §2.1.2).
    ///
    /// Default: no.
    package var allowsImplicit = false
    /// Whether `password` may be had (RFC 9700 §2.4).
    ///
    /// Default: no.
    package var allowsPassword = false
    /// Whether browser and web applications may have redirect URIs on the developer's own machine.
    ///
    /// Default: no.
    package var allowsLoopbackRedirects = false
    /// The operator's own client types, beside the kinds of applications.
    ///
    /// Default: none.
    package var clientTypes: [ClientType] = []

    /// The number of refusals to let a client be managed before the client counts as lost, each time
    /// after it was asked again.
    ///
    /// Default: 3 times; from 1 to 1 000.
    package var lostAfterRefusals = 3
    /// The least time between the first refusal and the last, in seconds.
    ///
    /// Default: 1 h.
    package var lostAfterSeconds: Int64 = 3600

    /// The defaults.
    package init() {}
}
