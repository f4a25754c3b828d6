/// The defect of an answer whose status says that it is a success.
@nonexhaustive
public enum RegistrationResponseDefect: Error, Hashable, Sendable, CustomStringConvertible {
    /// A success with another status than the RFCs have.
    case statusUnexpected(Int)
    /// The body is not a JSON object.
    case notAnObject
    /// The body is a JSON object that ends in the middle, or has a fault in it.
    case incomplete(clientID: String?)
    /// There is no `client_id`, or it is not a string, or it is empty.
    case clientIDMissing
    /// `client_id` has control characters in it, or is longer than 4 KiB.
    case clientIDUnusable
    /// The answer is about another client (RFC 7592 §3: the identifier must not change).
    case clientIDChanged(from: String, to: String)
    /// Only one of `registration_client_uri` and `registration_access_token` is there (RFC 7592 §3).
    case managementHalfGiven(missing: String, clientID: String)
    /// `registration_client_uri` is not at the registration endpoint's origin, or not https.
    case clientURIRefused(uri: String, endpoint: String, clientID: String)
    /// `registration_access_token` cannot be a bearer token (RFC 6750 §2.1).
    case tokenUnusable(clientID: String)
    /// Another defect, of an answer about a client that could be deleted again.
    indirect case undone(RegistrationResponseDefect)
    /// Another defect, of an answer that holds what is good now or what undoes it.
    indirect case keeping(PartialResponse, RegistrationResponseDefect)

    /// The client that exists at the provider in spite of the defect, if the answer names it.
    package var clientID: String? {
        switch self {
        case .statusUnexpected, .notAnObject, .clientIDMissing, .clientIDUnusable: nil
        case .incomplete(let clientID): clientID
        case .keeping(let partialResponse, let defect): defect.clientID ?? partialResponse.clientID
        case .undone(let defect): defect.clientID
        case .clientIDChanged(let clientID, _), .managementHalfGiven(_, let clientID),
            .clientURIRefused(_, _, let clientID), .tokenUnusable(let clientID):
            clientID
        }
    }

    /// The part of the answer that could be read all the same.
    package var partialResponse: PartialResponse? {
        if case .keeping(let partialResponse, _) = self { partialResponse } else { nil }
    }

    /// Whether the answer is whole and says nothing of the client that was asked about.
    var isAboutNothing: Bool {
        switch self {
        case .notAnObject, .clientIDMissing, .clientIDChanged: true
        case .statusUnexpected, .incomplete, .clientIDUnusable, .managementHalfGiven, .clientURIRefused, .tokenUnusable,
            .undone, .keeping:
            false
        }
    }

    /// The cause in words for a person.
    public var description: String {
        switch self {
        case .statusUnexpected(let status): "the status is \(status); 201 or 200 is right"
        case .notAnObject: "the body is not a JSON object"
        case .incomplete: "the body is not whole, or has a fault in it (RFC 8259)"
        case .clientIDUnusable: "`client_id` has control characters in it, or is too long (RFC 6749 Appendix A.1)"
        case .keeping(_, let defect), .undone(let defect): defect.description
        case .clientIDMissing: "there is no `client_id` (RFC 7591 §3.2.1)"
        case .clientIDChanged(let old, let new):
            "the answer is about the client `\(Redactor.clean(new))`, the request was about `\(Redactor.clean(old))` (RFC 7592 §3)"
        case .managementHalfGiven(let missing, _):
            "`\(missing)` is missing; registration_client_uri and registration_access_token come together (RFC 7592 §3)"
        case .clientURIRefused(let uri, let endpoint, _):
            "registration_client_uri is \(Redactor.clean(url: uri)), but a registration access token is sent only over"
                + " https (or on this machine) to the origin of the registration endpoint,"
                + " \(Redactor.clean(endpoint)), or to one of the provider's `trusted_origins`"
        case .tokenUnusable: "registration_access_token is not a bearer token (RFC 6750 §2.1)"
        }
    }
}
