internal import Foundation

/// Where a secret is: it never stands in the configuration itself.
public enum SecretReference: Hashable, Sendable {
    /// In this variable of the environment.
    case environment(String)
    /// In this file, without the white space around it.
    case file(String)

    /// Why there is no secret.
    public struct Missing: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is missing, and what would be right.
        public let description: String
    }

    /// What is wrong with how the secret is kept, in words; `nil` if nothing is known to be.
    ///
    /// A secret that everybody on the machine can read is accepted: whoever mounts it may have no say in its mode.
    public var exposure: String? {
        guard case .file(let path) = self, let exposure = SecretFile.exposure(of: path) else { return nil }
        return "\(path) holds a secret, and \(exposure); take that right away with `chmod o-rw`"
    }

    /// The secret, as it is now.
    ///
    /// - Parameter environment: The variables. Default: those of the process.
    /// - Returns: The secret, which is never empty.
    /// - Throws: `Missing`.
    public func secret(environment: [String: String]? = nil) throws(Missing) -> String {
        switch self {
        case .environment(let name):
            let environment = environment ?? ProcessInfo.processInfo.environment
            guard let secret = environment[name], !secret.isEmpty else {
                throw Missing(description: "the environment has no variable \(name)")
            }
            return secret
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Missing(description: "the file \(path) cannot be read")
            }
            let secret = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            guard !secret.isEmpty else { throw Missing(description: "the file \(path) is empty") }
            return secret
        }
    }
}
