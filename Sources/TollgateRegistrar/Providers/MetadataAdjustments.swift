/// The adjustments of one provider to the metadata that clients are registered with, in registrations and in updates.
public struct MetadataAdjustments: Hashable, Sendable {
    /// The members that are never sent, such as `response_types`.
    public var omitted: Set<String>
    /// The members that are always sent with these values, also where a developer has set another one.
    public var set: [String: JSONValue]

    /// Adjustments with these parts.
    ///
    /// - Parameters:
    ///   - omitted: The members that are never sent. Default: none.
    ///   - set: The members that are always sent, with their values. Default: none.
    public init(omitted: Set<String> = [], set: [String: JSONValue] = [:]) {
        self.omitted = omitted
        self.set = set
    }

    /// The members that decide what a client may do, whose it is or how it proves that: they follow from its client
    /// type, its application and its subscriptions, and no setting makes them wider than what was granted.
    private static let decisive: Set<String> = [
        "client_id", "client_name", "client_secret", "grant_types", "jwks", "jwks_uri", "redirect_uris",
        "response_types", "scope", "scopes", "token_endpoint_auth_method",
    ]
    /// The members that have a setting of their own, mark the operation, or are the provider's to set.
    private static let others = ClientMetadata.forbiddenInUpdate
        .union(["software_id", "software_statement", "software_version", "metadata"])
    /// The members without which the provider's own defaults, or nobody, would decide what a client may do.
    private static let indispensable: Set<String> = [
        "client_id", "grant_types", "jwks", "jwks_uri", "redirect_uris", "token_endpoint_auth_method",
    ]

    /// The defect that makes them unusable, in words; `nil` if there is none.
    var defect: String? {
        for name in omitted.sorted() {
            guard !name.isEmpty else { return "`metadata.omit` names a member without a name" }
            if Self.indispensable.contains(Self.plain(name)) {
                return
                    "`metadata.omit` may not have `\(Redactor.clean(name))`: without it, something else than what was"
                    + " granted would decide what a client may do (RFC 7591 §2)"
            }
            if set[name] != nil {
                return "`\(Redactor.clean(name))` cannot be both in `metadata.omit` and `metadata.set`"
            }
        }
        for (name, value) in set.sorted(by: { $0.key < $1.key }) {
            let plain = Self.plain(name)
            if Self.decisive.contains(plain) {
                return
                    "`metadata.set` may not have `\(Redactor.clean(name))`: what a client may do, and how it proves who"
                    + " it is, follows from its client type, its application and its subscriptions"
            }
            if Self.others.contains(plain) {
                return
                    "`metadata.set` may not have `\(Redactor.clean(name))`, which has a setting of its own or is set by"
                    + " the registrar or the provider"
            }
            if value == .null {
                return "`metadata.set` has no value for `\(Redactor.clean(name))`; name it in `metadata.omit` instead"
            }
            if let defect = MetadataMember.defect(in: name, value) ?? ClientAddress.defect(in: name, value) {
                return "`metadata.set`: \(defect)"
            }
        }
        return nil
    }

    /// Returns a member's name without language tag and in the RFC's spelling: `redirectUris` is meant for
    /// `redirect_uris`.
    private static func plain(_ name: String) -> String {
        let base = name.prefix { $0 != "#" }
        guard !base.contains("_") else { return base.lowercased() }
        return base.reduce(into: "") { text, character in
            if character.isUppercase, !text.isEmpty { text += "_" }
            text += character.lowercased()
        }
    }
}

extension MetadataAdjustments {
    /// The members of a configuration, `omit` and `set`, without those that are empty.
    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        if !omitted.isEmpty { members["omit"] = .strings(omitted.sorted()) }
        if !set.isEmpty { members["set"] = .object(set) }
        return members
    }
}
