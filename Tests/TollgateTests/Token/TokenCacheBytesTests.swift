import Testing
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("The cache of verified tokens uses the bytes that it has, and no more")
struct TokenCacheBytesTests {
    private static let maximumBytes = 4 * 1_024 * 1_024

    /// A token whose last bytes, of which its hash is made, are as good as random.
    private static func token(_ number: Int, length: Int = 1_100) -> VerifiedToken {
        var generator = SeededGenerator(seed: UInt64(number) &* 7_919 &+ 1)
        let bytes =
            [UInt8](repeating: 65, count: length - 24)
            + (0..<24).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let claims = Claims(issuer: "i", clientID: "c", scopes: [])
        return VerifiedToken(bytes, claims: claims, issuer: nil, type: TokenType(nil), indexID: 0)
    }

    private static func authorized(_ token: VerifiedToken) throws -> AuthorizedToken {
        let owner = try #require(CounterOwner(issuer: InternedIssuer("i"), client: "c", subject: nil))
        let charges = Limiter().charges(for: Grant(), of: owner, api: "a", at: ManualClock().instant)
        return AuthorizedToken(token, on: nil, grant: ResolvedGrant(Grant()), charges: charges)
    }

    @Test("One thread alone fills nearly all of it")
    func isFilledByOneThread() {
        let cache = VerifiedTokenCache(maximumBytes: Self.maximumBytes)
        let fitting = Self.maximumBytes / (1_100 + VerifiedToken.overheadBytes)
        for number in 0..<fitting * 9 / 10 { cache.insert(Self.token(number)) }
        // Nearly all that fit are there, although they are spread by chance.
        #expect(cache.statistics().entries > fitting * 9 / 10 * 98 / 100)
        for number in fitting..<2 * fitting { cache.insert(Self.token(number)) }
        let bytes = cache.statistics().bytes
        #expect(bytes > Self.maximumBytes / 100 * 96 && bytes <= Self.maximumBytes)
    }

    @Test("Copies of threads take of the bytes what they need, and give it back")
    func lendsBytes() throws {
        let cache = VerifiedTokenCache(maximumBytes: Self.maximumBytes)
        var generator = SeededGenerator(seed: 3)
        let tokens = (0..<4_000).map { Self.token($0, length: 500 + $0 % 1_500) }
        for step in 0..<20_000 {
            let token = tokens[Int.random(in: 0..<tokens.count, using: &generator)]
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: cache.keepCopy(of: token)
            case 1:
                let authorized = try Self.authorized(token)
                cache.add(authorized)
                cache.keep(TokenNote(Array(repeating: 1, count: 300)), with: authorized)
            case 2 where step % 500 == 0: cache.forgetAuthorizations()
            default: cache.insert(token)
            }
            if step % 10 == 0 { #expect(cache.lentBytes == cache.copiedBytes) }
        }
        #expect(cache.lentBytes > 0)
        #expect(cache.statistics().bytes <= Self.maximumBytes)
    }

    @Test("What is too long for a table leaves nothing behind, nor does a bound that nothing fits in loop for ever")
    func bearsSmallBounds() {
        for bytes in [16, 1_024, 32 * 1_024, 64 * 1_024] {
            let cache = VerifiedTokenCache(maximumBytes: bytes)
            for number in 0..<200 {
                cache.insert(Self.token(number, length: 64 + number * 20))
                cache.keepCopy(of: Self.token(number, length: 64 + number * 20))
            }
            #expect(cache.lentBytes == cache.copiedBytes && cache.statistics().bytes <= bytes)
        }
    }
}
