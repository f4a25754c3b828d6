import Foundation

/// A django-oauth-toolkit that somebody has started for the tests.
enum RunningDjango {
    /// Its issuer, if there is one.
    static let issuer = ProcessInfo.processInfo.environment["TOLLGATE_DJANGO_ISSUER"]
}
