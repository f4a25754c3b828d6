import TollgateConfiguration
import TollgateRegistrar

/// The secrets of a provider's description, which may stand in the environment or in files of their own.
enum SecretMembers {
    /// The members with each `{ "env": "NAME" }` and `{ "file": "PATH" }` replaced by the secret that is there.
    ///
    /// - Throws: `CommandFailure` if there is none.
    static func resolved(_ members: [String: JSONValue]) throws -> [String: JSONValue] {
        var members = members
        if let token = members["initial_access_token"] {
            members["initial_access_token"] = try secret(token, "initial_access_token")
        }
        if var headers = members["headers"]?.object {
            for (name, value) in headers { headers[name] = try secret(value, "headers.\(name)") }
            members["headers"] = .object(headers)
        }
        if var configuration = members["provider_config"]?.object {
            for name in ["management_password", "software_statement"] {
                if let value = configuration[name] {
                    configuration[name] = try secret(value, "provider_config.\(name)")
                }
            }
            members["provider_config"] = .object(configuration)
        }
        if var credentials = members["client_credentials"]?.object {
            for name in ["client_secret", "private_key"] {
                if let value = credentials[name] {
                    credentials[name] = try secret(value, "client_credentials.\(name)")
                }
            }
            members["client_credentials"] = .object(credentials)
        }
        return members
    }

    private static func secret(_ value: JSONValue, _ path: String) throws -> JSONValue {
        guard let members = value.object else { return value }
        let reference: SecretReference
        switch (members.count, members["env"]?.string, members["file"]?.string) {
        case (1, let name?, nil): reference = .environment(name)
        case (1, nil, let path?): reference = .file(path)
        default:
            throw CommandFailure.usage(
                #"`\#(path)` must be the secret itself, { "env": "NAME" } or { "file": "PATH" }"#)
        }
        if let exposure = reference.exposure { StandardError.write("warning: `\(path)`: \(exposure)") }
        do {
            return .string(try reference.secret())
        } catch {
            throw CommandFailure.usage("`\(path)`: \(error)")
        }
    }
}
