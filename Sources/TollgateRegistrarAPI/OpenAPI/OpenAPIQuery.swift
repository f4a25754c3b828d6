internal import TollgateRegistrar

/// The query parameters of the document.
enum OpenAPIQuery {
    case page, pageSize, owner, application, provider, requestState, clientState

    static let paging: [OpenAPIQuery] = [.page, .pageSize]

    var members: [String: JSONValue] {
        [
            "name": .string(name), "in": .string("query"), "schema": schema,
            "description": .string(description),
        ]
    }

    private var name: String {
        switch self {
        case .page: "page"
        case .pageSize: "page_size"
        case .owner: "owner"
        case .application: "application_id"
        case .provider: "dcr_provider_id"
        case .requestState, .clientState: "state"
        }
    }

    private var schema: JSONValue {
        switch self {
        case .page: OpenAPITypes.whole(in: 1...Int64(Page.maximumNumber))
        case .pageSize: OpenAPITypes.whole(in: 1...Int64(Page.maximumSize))
        case .owner, .application, .provider: OpenAPITypes.text
        case .requestState: OpenAPITypes.choice(AccessRequestState.names)
        case .clientState: OpenAPITypes.choice(ClientState.names)
        }
    }

    private var description: String {
        switch self {
        case .page: "Which page, counted from 1."
        case .pageSize: "How many items a page has; 20 unless it is given."
        case .owner: "Only those of this owner."
        case .application: "Only those of this application."
        case .provider: "Only those at this provider."
        case .requestState, .clientState: "Only those in this state."
        }
    }
}
