/// The version of this package (Semantic Versioning 2.0.0).
enum TollgateVersion {
    /// The version that `tollgate --version` prints, and whose changes stand first in the changelog.
    static let current = "0.2.0"
}
