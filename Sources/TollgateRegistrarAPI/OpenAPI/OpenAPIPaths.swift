internal import TollgateRegistrar

/// The paths of the document; a test holds them against the routes.
struct OpenAPIPaths {
    private static let paging = OpenAPIQuery.paging

    let path: String
    let list: [OpenAPIOperation]

    var operations: [String: JSONValue] {
        Dictionary(list.map { ($0.method, .object($0.members(path: path))) }) { first, _ in first }
    }

    static let all: [OpenAPIPaths] = providers + products + applications + requests + credentials + tokens

    private static let providers = [
        OpenAPIPaths(
            path: "/api/dcr_providers",
            list: [
                OpenAPIOperation(
                    method: "get", summary: "List the providers.", answer: "ProviderList", query: paging),
                OpenAPIOperation(
                    method: "post", summary: "Add a provider whose metadata can be read.", body: "NewProvider",
                    answer: "Provider", status: "201", asksProvider: true),
            ]),
        OpenAPIPaths(
            path: "/api/dcr_providers/{id}",
            list: [
                OpenAPIOperation(method: "get", summary: "Read a provider.", answer: "Provider"),
                OpenAPIOperation(
                    method: "put", summary: "Replace a provider.", body: "ProviderChange", answer: "Provider",
                    asksProvider: true),
                OpenAPIOperation(
                    method: "delete", summary: "Delete a provider that nothing refers to.", status: "204"),
            ]),
        OpenAPIPaths(
            path: "/api/dcr_providers/{id}/verify",
            list: [
                OpenAPIOperation(
                    method: "post", summary: "Register a probe at a provider and delete it again.",
                    body: "NewVerification", answer: "Verification", isBodyOptional: true, asksProvider: true)
            ]),
    ]

    private static let products = [
        OpenAPIPaths(
            path: "/api/portals/{portal_id}/api_products",
            list: [
                OpenAPIOperation(
                    method: "get", summary: "List the products.", answer: "ProductList", query: paging),
                OpenAPIOperation(method: "post", summary: "Refused: the catalogue file owns products.", status: nil),
            ]),
        OpenAPIPaths(
            path: "/api/portals/{portal_id}/api_products/{product_id}",
            list: [
                OpenAPIOperation(method: "get", summary: "Read a product.", answer: "Product"),
                OpenAPIOperation(
                    method: "put", summary: "Say at which provider a product's clients are registered.",
                    body: "ProductChange", answer: "Product"),
                OpenAPIOperation(method: "delete", summary: "Refused: the catalogue file owns products.", status: nil),
            ]),
        OpenAPIPaths(
            path: "/api/portals/{portal_id}/plans",
            list: [
                OpenAPIOperation(method: "get", summary: "List the plans.", answer: "PlanList", query: paging),
                OpenAPIOperation(method: "post", summary: "Refused: the catalogue file owns plans.", status: nil),
            ]),
        OpenAPIPaths(
            path: "/api/portals/{portal_id}/plans/{id}",
            list: [
                OpenAPIOperation(method: "put", summary: "Refused: the catalogue file owns plans.", status: nil),
                OpenAPIOperation(method: "delete", summary: "Refused: the catalogue file owns plans.", status: nil),
            ]),
    ]

    private static let applications = [
        OpenAPIPaths(
            path: "/api/client_types",
            list: [
                OpenAPIOperation(
                    method: "get", summary: "List the client types that applications may choose from.",
                    answer: "ClientTypeList", query: paging)
            ]),
        OpenAPIPaths(
            path: "/api/applications",
            list: [
                OpenAPIOperation(
                    method: "get", summary: "List the applications.", answer: "ApplicationList",
                    query: paging + [.owner]),
                OpenAPIOperation(
                    method: "post", summary: "Add an application.", body: "NewApplication", answer: "Application",
                    status: "201"),
            ]),
        OpenAPIPaths(
            path: "/api/applications/{id}",
            list: [
                OpenAPIOperation(method: "get", summary: "Read an application.", answer: "Application"),
                OpenAPIOperation(
                    method: "patch", summary: "Change an application.", body: "ApplicationChange",
                    answer: "Application", isBodyOptional: true),
                OpenAPIOperation(
                    method: "delete", summary: "Delete an application that has no credentials.", status: "204"),
            ]),
    ]

    private static let requests = [
        OpenAPIPaths(
            path: "/api/access_requests",
            list: [
                OpenAPIOperation(
                    method: "get", summary: "List the access requests.", answer: "AccessRequestList",
                    query: paging + [.application, .requestState]),
                OpenAPIOperation(
                    method: "post", summary: "Ask for a product on a plan.", body: "NewAccessRequest",
                    answer: "AccessRequest", status: "201", asksProvider: true, problems: ["404"]),
            ]),
        OpenAPIPaths(
            path: "/api/access_requests/{id}",
            list: [
                OpenAPIOperation(method: "get", summary: "Read an access request.", answer: "AccessRequest"),
                OpenAPIOperation(method: "delete", summary: "Take an access request back.", answer: "AccessRequest"),
            ]),
        OpenAPIPaths(
            path: "/api/access_requests/{id}/approve",
            list: [
                OpenAPIOperation(
                    method: "post", summary: "Approve a request: the client is registered.", answer: "AccessRequest",
                    asksProvider: true)
            ]),
        OpenAPIPaths(
            path: "/api/access_requests/{id}/reject",
            list: [
                OpenAPIOperation(
                    method: "post", summary: "Turn a request down.", body: "Rejection", answer: "AccessRequest")
            ]),
    ]

    private static let credentials = [
        OpenAPIPaths(
            path: "/api/credentials",
            list: [
                OpenAPIOperation(
                    method: "get", summary: "List the credentials.", answer: "CredentialList",
                    query: paging + [.application, .provider, .clientState])
            ]),
        OpenAPIPaths(
            path: "/api/credentials/{id}",
            list: [
                OpenAPIOperation(method: "get", summary: "Read a credential.", answer: "Credential"),
                OpenAPIOperation(
                    method: "patch", summary: "Change redirect URIs and metadata at the provider.",
                    body: "CredentialChange", answer: "Credential", isBodyOptional: true, asksProvider: true),
                OpenAPIOperation(
                    method: "delete",
                    summary: "Delete the client at the provider; 200 if the provider does not let the registrar do it.",
                    status: "204", asksProvider: true, alternative: "Credential"),
            ]),
        OpenAPIPaths(
            path: "/api/credentials/{id}/reveal-secret",
            list: [
                OpenAPIOperation(
                    method: "post", summary: "Show the secret to its owner, once, and erase it.", answer: "Secret",
                    problems: ["410"])
            ]),
        OpenAPIPaths(
            path: "/api/credentials/{id}/rotate-secret",
            list: [
                OpenAPIOperation(
                    method: "post", summary: "Have the provider issue a new secret.", answer: "Credential",
                    asksProvider: true)
            ]),
        OpenAPIPaths(
            path: "/api/credentials/{id}/subscriptions",
            list: [
                OpenAPIOperation(
                    method: "get", summary: "List what a credential may use.", answer: "SubscriptionList",
                    query: paging)
            ]),
        OpenAPIPaths(
            path: "/api/credentials/{id}/subscriptions/{subscription_id}",
            list: [
                OpenAPIOperation(method: "get", summary: "Read a subscription.", answer: "Subscription"),
                OpenAPIOperation(
                    method: "patch", summary: "Change plan and dates; the client stays.", body: "SubscriptionChange",
                    answer: "Subscription", isBodyOptional: true, asksProvider: true),
                OpenAPIOperation(
                    method: "delete", summary: "Take the product away; with the last one the client goes.",
                    status: "204", asksProvider: true),
            ]),
    ]

    private static let clientFeed = """
        The first message is `reset`, then comes a `client` for each client, then `complete`; after that a `client` for \
        each change. With `Last-Event-ID`, the `id` of an earlier message, only what has changed since is sent, unless \
        products and plans stood for something else then, or the database was restored from an earlier backup. Changes \
        go ahead of a list that is not complete, and of clients that are told again, which ends with `complete`, too: of \
        two messages about a client the one with the greater `sequence` counts. A `client` has `issuer`, `client_id`, \
        `sequence`, `grants` (`scopes`, `starts_at`, `ends_at`), `confirmed_at` if the provider has confirmed its deletion, and `state`: `active`, \
        `deleted`, which is said before the provider is asked, or `suspended`, for a client that the provider does not \
        let the registrar manage (a credential in the state `lost`, or `in_doubt` without the means to manage it): its \
        tokens are refused, since nobody could take its access away later. A comment shows every 15 s that the \
        connection lives.
        """

    private static let tokens = [
        OpenAPIPaths(
            path: "/api/api_tokens",
            list: [
                OpenAPIOperation(
                    method: "get", summary: "List the tokens of this API.", answer: "TokenList", query: paging),
                OpenAPIOperation(
                    method: "post", summary: "Make a token, which is shown once.", body: "NewToken", answer: "Token",
                    status: "201"),
            ]),
        OpenAPIPaths(
            path: "/api/api_tokens/{id}",
            list: [OpenAPIOperation(method: "delete", summary: "Delete a token.", status: "204")]),
        OpenAPIPaths(
            path: "/api/client_feed",
            list: [
                OpenAPIOperation(
                    method: "get", summary: "Follow the clients as server-sent events, for gateways.",
                    answer: "Events", mediaType: "text/event-stream", description: clientFeed)
            ]),
        OpenAPIPaths(
            path: "/api/openapi.json",
            list: [
                OpenAPIOperation(
                    method: "get", summary: "Read this document.", answer: "Document", isOpen: true)
            ]),
    ]
}
