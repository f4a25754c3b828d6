package import ServerTesting
package import TollgateCatalogue

extension TLSFixture {
    /// Trusts the authority of `server`, and nobody else.
    package static let trust = TLSSettings(authorityFile: path("authority"))
}
