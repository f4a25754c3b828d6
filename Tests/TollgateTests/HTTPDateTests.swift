import Testing

@testable import Tollgate

@Suite("Dates of HTTP (RFC 9110 §5.6.7)")
struct HTTPDateTests {
    @Test(
        "Leap days, ends of years and the ends of what can be told",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
            (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (.max, "Fri, 31 Dec 9999 23:59:59 GMT"), (.min, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ] as [(Int64, String)])
    func writes(seconds: Int64, text: String) {
        var date = HTTPDate()
        #expect(date.text(unixSeconds: seconds) == text)
        #expect(date.text(unixSeconds: seconds) == text)
    }
}
