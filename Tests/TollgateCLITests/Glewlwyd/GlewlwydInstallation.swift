import Foundation

/// What the Debian packages `glewlwyd` and `sqlite3` put on this machine.
enum GlewlwydInstallation {
    static let server = "/usr/bin/glewlwyd"
    static let modules = "/usr/lib/glewlwyd"
    static let database = "/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz"
    static let sqlite = "/usr/bin/sqlite3"
    static let gzip = "/usr/bin/gzip"

    /// What is missing, in a sentence for the one who wonders why a test is skipped; `nil` if all is there.
    static var missing: String? {
        let files = FileManager.default
        if !files.isExecutableFile(atPath: server) { return "the Debian package glewlwyd is not installed" }
        let parts = [
            "client/libclientmoddatabase.so", "plugin/libprotocol_oidc.so", "scheme/libschememodpassword.so",
            "user/libusermoddatabase.so",
        ]
        if let part = parts.first(where: { !files.isReadableFile(atPath: "\(modules)/\($0)") }) {
            return "\(modules)/\(part) is missing"
        }
        if !files.isReadableFile(atPath: database) {
            return "\(database) is missing, since dpkg leaves out documentation here:"
                + " purge glewlwyd and install it with apt-get -o Dpkg::Options::='--path-include=/usr/share/doc/glewlwyd/*'"
        }
        if !files.isExecutableFile(atPath: sqlite) { return "the Debian package sqlite3 is not installed" }
        if !files.isExecutableFile(atPath: gzip) { return "the Debian package gzip is not installed" }
        return nil
    }
}
