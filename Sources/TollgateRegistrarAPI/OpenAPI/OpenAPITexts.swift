internal import TollgateCatalogue
internal import TollgateRegistrar

/// The texts of the document: on the whole, on parameters, and on members whose name and type do not say it all.
package enum OpenAPITexts {
    /// The description of the API.
    static let api = """
        Provisions the OAuth clients whose tokens the gateway checks. Every request but that for this document carries \
        `Authorization: Bearer tgt_…`: the token that `tollgate registrar serve` printed at its first start, or one of \
        `POST /api/api_tokens`. An admin may do everything but see a secret that is not his own; a developer sees and \
        manages his own applications, requests and credentials; a gateway follows the feed of clients.

        The usual order: add a provider, `verify` it, say that a product is offered there, add an application, ask for \
        access, approve, reveal the secret.
        """

    /// The descriptions of parameters.
    static let parameters = [
        "portal_id": "Any name, such as `default`: there is one catalogue.",
        "product_id": "The product's key in the catalogue file.",
        "subscription_id": "The `id` of one of the credential's subscriptions.",
        "Idempotency-Key": "A value of your own: the same request with the same one makes nothing twice.",
    ]

    /// The descriptions of members, as `Schema.member`.
    package static let members: [String: String] = {
        let types = ApplicationTypePolicy().clientTypes.map { "`\($0.name)`" }.joined(separator: ", ")
        let drivers = ProviderDriver.builtIn.filter { $0.providerType == .oidc }.map { "`\($0.name)`" }
        return [
            "NewProvider.name": "What products and commands call it; it does not change.",
            "NewProvider.driver": "What kind of server an `oidc` provider is: \(drivers.joined(separator: ", "))."
                + " Default: `\(ProviderDriver.other.name)`, which goes by RFC 7591 and RFC 7592 alone.",
            "NewProvider.issuer": "For `oidc`: the issuer, from which its metadata is found.",
            "NewProvider.discovery_endpoint": "For `oidc`: the URL of the metadata, in the place of `issuer`.",
            "NewProvider.provider_config": "For `http_bridge`: `base_url`. For both, where needed: `allow_http`,"
                + " `use_proxy`, `ca_file`, `client_certificate_file`, `client_key_file`, `insecure_skip_verify`,"
                + " `software_id`, `software_statement`, `renew_secret_endpoint`, `renew_secret_method`, `renew_secrets`,"
                + " `trusted_origins`; `management` with `management_username` and `management_password`; `metadata` with"
                + " `omit` and `set`.",
            "NewProvider.headers": "Fields to send with each registration, by name, such as `X-API-Key`."
                + " Excludes `initial_access_token` and `client_credentials`.",
            "NewProvider.initial_access_token": "The token that registration asks for (RFC 7591 §3)."
                + " It is tried by `verify` and not before.",
            "NewProvider.client_credentials": "A client of ours at the provider, which gets a token for each"
                + " registration: `client_id`, `scopes`, and `client_secret`, or `private_key` (PEM) with `key_id` and"
                + " `token_endpoint_auth_method: private_key_jwt`.",
            "Provider.provider_config": "The settings, without secrets; in a list only `base_url`.",
            "Provider.initial_access": "Where one provider is read: `kind` (`none`, `token`, `headers`,"
                + " `client_credentials`), the names of `headers`, `client_id` and `scopes`; never a secret.",
            "NewVerification.scopes": "The scopes that the probe is registered with. Default: none.",
            "Verification.usable": "Whether a client with these scopes can be registered, read and deleted there.",
            "Verification.differences": "What the provider made of the probe's metadata otherwise than asked.",
            "Verification.left_behind": "The record of a probe that could not be deleted.",
            "Product.auth": "`dcr` is `null` for a product that is not offered, else `dcr_provider_id`, `client_types`"
                + " and `auto_approve`.",
            "ProductChange.auth": "`{\"dcr\": {\"dcr_provider_id\": …, \"client_types\": […], \"auto_approve\":"
                + " false}}`: at which provider the product's clients are registered, which client types may ask (none named:"
                + " all), and whether nobody has to approve. `{\"dcr\": null}` ends the offer; clients keep theirs.",
            "Plan.products": "The products to whose APIs the limits are bound; `null` for all.",
            "NewApplication.owner": "Who sees the secrets of its credentials. Default: whoever asks; only an admin may"
                + " name somebody else.",
            "NewAccessRequest.product_id": "The product's key in the catalogue file.",
            "NewAccessRequest.plan_id": "The plan's key in the catalogue file.",
            "NewAccessRequest.client_type": "One of \(types). Default: `backend`, which uses client credentials.",
            "NewAccessRequest.redirect_uris": "Where users are sent back to, for all types but `backend`.",
            "AccessRequest.credential_id": "The credential that the approval made or extended.",
            "Credential.state": "`registering`, `active`, `updating`, `deleting`, `deleted`, `failed`, `in_doubt` or"
                + " `lost`; `reason` says why.",
            "Credential.secret_available": "Whether the owner can still reveal the secret.",
            "CredentialChange.metadata": "What RFC 7591 has for people and keys, such as `client_uri`, `contacts` and"
                + " `jwks_uri`; scopes, grants and `software_id` are the registrar's.",
            "SubscriptionChange.plan_id": "The plan from now on; the client and its secret stay.",
            "Secret.client_secret": "`null` for a client that has none.",
            "NewToken.owner": "Whom the token stands for: the owner of what is made with it.",
            "Token.token": "The token, in the answer that makes it and nowhere else.",
        ]
    }()

    /// A parameter's description, as a member of its object.
    static func description(ofParameter name: String) -> [String: JSONValue] {
        parameters[name].map { ["description": .string($0)] } ?? [:]
    }

    /// The schemas with the descriptions of their members.
    static func described(_ schemas: [String: JSONValue]) -> [String: JSONValue] {
        var schemas = schemas
        for (path, text) in members {
            let names = path.split(separator: ".").map(String.init)
            guard names.count == 2, var schema = schemas[names[0]]?.object,
                var properties = schema["properties"]?.object, var member = properties[names[1]]?.object
            else { continue }
            member["description"] = .string(text)
            properties[names[1]] = .object(member)
            schema["properties"] = .object(properties)
            schemas[names[0]] = .object(schema)
        }
        return schemas
    }
}
