internal import TollgateCatalogue
internal import TollgateRegistrar

/// The resources of the admin API as JSON.
///
/// None but one holds a secret.
enum Resources {
    /// A provider with its settings and what may be shown of its initial access, where they are at hand.
    static func provider(_ record: ProviderRecord, _ provider: Provider?) -> [String: JSONValue] {
        var members = Self.provider(record)
        let settings = members["provider_config"]?.object ?? [:]
        members["provider_config"] = .object(settings.merging(provider?.shownSettings ?? [:]) { own, _ in own })
        members["initial_access"] = provider.map { .object($0.shownInitialAccess) } ?? .null
        return members
    }

    static func provider(_ record: ProviderRecord) -> [String: JSONValue] {
        let driver = ProviderDriver.named(record.driver)
        let isBridge = driver?.providerType == .httpBridge
        return [
            "id": .string(record.name), "name": .string(record.name), "desc": .string(record.description),
            "provider_type": .string((driver?.providerType ?? .oidc).rawValue), "driver": .string(record.driver),
            "issuer": .string(record.issuer),
            "provider_config": .object(isBridge ? ["base_url": .string(record.address)] : [:]),
            "created_at": .integer(record.createdAt),
        ]
    }

    static func verification(_ verification: ProviderVerification) -> [String: JSONValue] {
        [
            "usable": .bool(verification.isUsable), "issuer": .string(verification.profile.issuer),
            "registration_endpoint": .string(verification.profile.registrationEndpoint),
            "shortfall": verification.shortfall.map { .string($0.description) } ?? .null,
            "warnings": .strings(verification.warnings.map(\.description)),
            "differences": .strings(verification.differences.map(\.description)),
            "left_behind": verification.leftBehind.map(JSONValue.string) ?? .null,
        ]
    }

    static func product(_ product: Product, _ offer: ProductOffer?) -> [String: JSONValue] {
        let dcr = offer.map { offer -> JSONValue in
            .object([
                "dcr_provider_id": .string(offer.provider), "client_types": .strings(offer.clientTypes),
                "auto_approve": .bool(offer.approvesAutomatically),
            ])
        }
        return [
            "id": .string(product.id), "name": .string(product.displayName), "scopes": .strings(product.scopes),
            "auth": .object(["dcr": dcr ?? .null]),
        ]
    }

    static func plan(_ plan: Plan) -> [String: JSONValue] {
        [
            "id": .string(plan.id), "name": .string(plan.displayName), "scopes": .strings(plan.scopes),
            "products": plan.products.map(JSONValue.strings) ?? .null,
        ]
    }

    static func clientType(_ type: ClientType) -> [String: JSONValue] {
        [
            "id": .string(type.name), "name": .string(type.displayName), "desc": .string(type.description),
            "response_types": .strings(type.responseTypes.map(\.rawValue)),
            "grant_types": .strings(type.grantTypes.map(\.rawValue)),
            "token_endpoint_auth_method": .string(type.tokenEndpointAuthMethod.rawValue),
            "application_type": text(type.applicationType?.rawValue),
            "needs_redirect_uris": .bool(type.needsRedirectURI),
        ]
    }

    static func application(_ application: Application) -> [String: JSONValue] {
        [
            "id": .string(application.id), "name": .string(application.name), "desc": .string(application.description),
            "owner": .string(application.owner), "created_at": .integer(application.createdAt),
            "updated_at": .integer(application.updatedAt),
        ]
    }

    static func request(_ request: AccessRequest) -> [String: JSONValue] {
        [
            "id": .string(request.id), "state": .string(request.state.name), "reason": text(request.state.reason),
            "credential_id": text(request.state.client), "application_id": .string(request.application),
            "product_id": .string(request.product), "plan_id": .string(request.plan),
            "client_type": .string(request.clientType), "redirect_uris": .strings(request.redirectURIs),
            "starts_at": time(request.startsAt), "ends_at": time(request.endsAt),
            "decided_by": text(request.decidedBy), "created_at": .integer(request.createdAt),
            "updated_at": .integer(request.updatedAt),
        ]
    }

    static func credential(_ record: ClientRecord) -> [String: JSONValue] {
        let registration = record.registration
        return [
            "id": .string(record.id), "state": .string(record.state.name), "reason": text(record.state.reason),
            "application_id": text(record.settings.applicationID), "application": .string(record.settings.application),
            "dcr_provider_id": .string(record.provider), "issuer": .string(record.issuer),
            "client_id": text(record.clientID), "client_type": .string(record.settings.clientType.name),
            "scopes": .strings(record.settings.scopes), "redirect_uris": .strings(record.settings.redirectURIs),
            "metadata": .object(record.settings.metadata),
            "subscriptions": .array(record.settings.subscriptions.map { .object(subscription($0)) }),
            "secret_available": .bool(registration?.clientSecret != nil),
            "client_secret_expires_at": time(registration?.secretExpiresAt),
            "created_at": .integer(record.createdAt), "updated_at": .integer(record.updatedAt),
        ]
    }

    /// The credential as its owner sees it once: the only resource with a secret in it.
    static func secret(of credential: IssuedCredential) -> [String: JSONValue] {
        let secret: JSONValue = credential.clientSecret.map { .string($0.reveal()) } ?? .null
        return [
            "id": .string(credential.recordID), "client_id": .string(credential.clientID), "client_secret": secret,
            "client_secret_expires_at": .integer(credential.secretExpiresAt),
        ]
    }

    static func subscription(_ subscription: Subscription) -> [String: JSONValue] {
        [
            "id": .string(subscription.id), "product_id": .string(subscription.product),
            "plan_id": .string(subscription.plan), "starts_at": time(subscription.startsAt),
            "ends_at": time(subscription.endsAt),
        ]
    }

    static func token(_ token: APIToken) -> [String: JSONValue] {
        [
            "id": .string(token.id), "role": .string(token.role.rawValue), "owner": .string(token.owner),
            "created_at": .integer(token.createdAt),
        ]
    }

    private static func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    private static func time(_ value: Int64?) -> JSONValue { value.map(JSONValue.integer) ?? .null }
}
