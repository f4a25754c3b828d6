internal import Foundation

/// The place of a secret, which never stands in the configuration itself.
package enum SecretReference: Hashable, Sendable {
    /// In this variable of the environment.
    case environment(String)
    /// In this file, without the white space around it.
    case file(String)

    /// The reason why there is no secret.
    package struct Missing: Error, Hashable, Sendable, CustomStringConvertible {
        /// The place that is missing, and the remedy.
        package let description: String
    }

    /// The defect of how the secret is kept, in words; `nil` if none is known.
    ///
    /// A secret that every account of the machine can read is accepted: its mode may not be the operator's choice.
    package var exposure: String? {
        guard case .file(let path) = self, let exposure = SecretFile.exposure(of: path) else { return nil }
        return "\(path) holds a secret, and \(exposure); take that right away with `chmod o-rw`"
    }

    /// Reads the secret, as it is now.
    ///
    /// - Parameter environment: The variables. Default: those of the process.
    /// - Returns: The secret, which is never empty.
    /// - Throws: ``Missing`` where the variable is not set or empty, or the file cannot be read or is empty.
    package func secret(environment: [String: String]? = nil) throws(Missing) -> String {
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
