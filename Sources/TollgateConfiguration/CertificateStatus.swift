/// A certificate of a listener as its file has it now.
package struct CertificateStatus: Hashable, Sendable {
    /// The path of the key in the configuration, such as `gateway.listeners.0.tls.certificates.0`.
    package let path: String
    /// The path of the file.
    package let file: String
    /// The hosts that it is for.
    package let hosts: [String]
    /// Its last second, in seconds since 1970.
    package let notAfter: Int64

    /// The whole days until it ends; negative where it has ended.
    ///
    /// - Parameter unixSeconds: Now.
    /// - Returns: The days, rounded down.
    package func daysLeft(at unixSeconds: Int64) -> Int64 {
        let left = notAfter - unixSeconds
        return left >= 0 ? left / 86_400 : -((-left + 86_399) / 86_400)
    }
}
