package import HTTPTypes
package import Tollgate

extension AuthorizationFields {
    /// Those among a request's fields.
    package init(_ fields: HTTPFields) {
        self.init()
        for field in fields where field.name == .authorization { add(field.value) }
    }
}

extension HTTPFields {
    /// Appends fields by their names; one whose name HTTP does not allow is left out.
    package mutating func append(fields: [(name: String, value: String)]) {
        for field in fields {
            guard let name = HTTPField.Name(field.name) else { continue }
            append(HTTPField(name: name, value: field.value))
        }
    }

    /// Puts the fields for pages of other origins in the place of those that are there.
    ///
    /// - Parameters:
    ///   - policy: The policy of the API.
    ///   - origin: The origin of the page; empty where none is told.
    package mutating func settle(_ policy: CrossOriginPolicy, origin: String) {
        removeAll { CrossOriginPolicy.isOwn($0.name.rawName.utf8Span.span) }
        policy.forEachField(origin: origin.utf8Span.span) { name, value in append(fields: [(name, value)]) }
    }

    /// Appends the fields that tell a client how it stands.
    package mutating func append(limitsOf pass: Pass) {
        // Room for the date and the server's name as well, which most servers add.
        reserveCapacity(count + LimitField.allCases.count + 2)
        pass.forEachLimitField { field, value in
            guard let name = LimitFieldNames.shared.name(of: field) else { return }
            append(HTTPField(name: name, value: value))
        }
    }
}

/// The names of the limit fields, read once.
private struct LimitFieldNames: Sendable {
    static let shared = LimitFieldNames()

    private let policy = HTTPField.Name(LimitField.policy.name)
    private let state = HTTPField.Name(LimitField.state.name)
    private let limit = HTTPField.Name(LimitField.limit.name)
    private let remaining = HTTPField.Name(LimitField.remaining.name)
    private let reset = HTTPField.Name(LimitField.reset.name)
    private let retryAfter = HTTPField.Name(LimitField.retryAfter.name)

    func name(of field: LimitField) -> HTTPField.Name? {
        switch field {
        case .policy: policy
        case .state: state
        case .limit: limit
        case .remaining: remaining
        case .reset: reset
        case .retryAfter: retryAfter
        }
    }
}
