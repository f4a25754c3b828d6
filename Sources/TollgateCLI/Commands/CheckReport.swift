import Foundation
import Tollgate
import TollgateConfiguration

/// The report of `tollgate check` about one file.
struct CheckReport: Encodable {
    /// A problem with its parts apart, for programs.
    struct Problem: Encodable {
        let severity: String
        let line: Int?
        let column: Int?
        let path: String
        let message: String
    }

    /// A certificate of a listener.
    struct Certificate: Encodable {
        let path: String
        let file: String
        let hosts: [String]
        let expires: String
        let daysLeft: Int64

        private enum CodingKeys: String, CodingKey {
            case path, file, hosts, expires
            case daysLeft = "days_left"
        }

        init(_ status: CertificateStatus, at unixSeconds: Int64) {
            path = status.path
            file = status.file
            hosts = status.hosts
            expires = Date(timeIntervalSince1970: Double(status.notAfter)).formatted(.iso8601)
            daysLeft = status.daysLeft(at: unixSeconds)
        }

        /// One line for people.
        var text: String {
            "\(path): \(file) is for \(hosts.joined(separator: ", ")) and expires at \(expires), in \(daysLeft) days"
        }
    }

    let file: String
    let errors: Int
    let warnings: Int
    let problems: [Problem]
    let certificates: [Certificate]
    /// The problems and their number, a line each.
    let text: String

    private enum CodingKeys: String, CodingKey {
        case file
        case errors
        case warnings
        case problems
        case certificates
    }

    init(
        file: String, _ problems: [ConfigurationProblem], _ certificates: [CertificateStatus] = [],
        at unixSeconds: Int64 = Instant.now().unixSeconds
    ) {
        self.file = file
        errors = problems.count { $0.severity == .error }
        warnings = problems.count { $0.severity == .warning }
        self.problems = problems.map {
            Problem(
                severity: $0.severity.rawValue, line: $0.line, column: $0.column, path: $0.path, message: $0.message)
        }
        let sum = "\(file): \(Self.counted(errors, "error")), \(Self.counted(warnings, "warning"))"
        self.certificates = certificates.map { Certificate($0, at: unixSeconds) }
        text = (problems.map(\.description) + self.certificates.map(\.text) + [sum]).joined(separator: "\n")
    }

    private static func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
}
