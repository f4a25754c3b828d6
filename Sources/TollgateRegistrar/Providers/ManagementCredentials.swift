internal import Foundation

/// The name and the password with which an administrator of a provider manages clients there (RFC 7617).
public struct ManagementCredentials: Equatable, Hashable, Sendable {
    /// The name.
    public var username: String
    /// The password.
    public var password: Secret

    /// Credentials with these parts.
    public init(username: String, password: Secret) {
        self.username = username
        self.password = password
    }

    /// The value of `Authorization` (RFC 7617 §2).
    var header: SecretHeader {
        SecretHeader(name: "Authorization", value: Secret("Basic " + pair))
    }

    /// Every form in which an answer may repeat what is secret.
    var secrets: [Secret] { [password, Secret(pair)] }

    private var pair: String {
        Data("\(username):\(password.reveal())".utf8).base64EncodedString()
    }

    /// The defect that makes them unusable, in words; `nil` if there is none.
    var defect: String? {
        let hasControls = (username + password.reveal()).unicodeScalars.contains(where: PlainText.isControl)
        guard !username.isEmpty, !username.contains(":"), !hasControls else {
            return
                "`management_username` is a name without a colon, and neither it nor `management_password` has control"
                + " characters (RFC 7617 §2)"
        }
        return password.reveal().isEmpty ? "`management_password` is empty" : nil
    }

    /// Hashes the name; the password stays out of it.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(username)
    }
}
