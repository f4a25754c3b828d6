import Testing

@testable import TollgateKeys

@Suite("A key server says how long its keys are good")
struct CacheControlTests {
    @Test(
        "max-age is read wherever it stands",
        arguments: [
            ("max-age=60", 60), ("public, max-age=120, must-revalidate", 120), ("Max-Age = \"5\"", 5),
            ("no-store", nil),
            ("max-age=x", nil), ("max-age=-1", nil), ("max-age=99999999999", 2_147_483_647), ("", nil),
        ] as [(String, Int64?)])
    func readsMaximumAge(value: String, seconds: Int64?) {
        #expect(CacheControl.maximumAgeSeconds(value) == seconds)
    }
}
