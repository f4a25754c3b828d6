import Benchmark
import JWTKit
import TollgateTesting
import Workload

/// What other libraries take for verifying the same tokens and checking `exp`, beside the floor in the same run.
///
/// Each has to refuse a token with another one's signature before it is measured. They do less than the gate: there is
/// no issuer, audience, scope, access or limit in what they do here.
func libraryBenchmarks() {
    Benchmark("libjwt.decode", configuration: Comparison.configuration) { benchmark, workload in
        Comparison.run(benchmark, workload) { workload.libjwtAccepts($0.text) }
    } setup: {
        let workload = try Workload(tokens: 4096, cacheBytes: 0)
        guard try !workload.libjwtAccepts(workload.forgedToken()) else { throw Workload.Failure() }
        return workload
    }

    Benchmark("jwt-kit.verify", configuration: Comparison.configuration) {
        (benchmark, setup: (workload: Workload, keys: JWTKeyCollection)) async in
        let keys = setup.keys
        await Comparison.run(benchmark, setup.workload) { item in
            (try? await keys.verify(item.text, as: AccessTokenPayload.self)) != nil
        }
    } setup: {
        let workload = try Workload(tokens: 4096, cacheBytes: 0)
        let key = try Insecure.RSA.PublicKey(
            modulus: TokenForge.base64URL(workload.publicKey.modulus),
            exponent: TokenForge.base64URL(workload.publicKey.exponent))
        let keys = JWTKeyCollection()
        await keys.add(rsa: key, digestAlgorithm: .sha256, kid: JWKIdentifier(string: workload.keyID))
        let forged = try workload.forgedToken()
        guard (try? await keys.verify(forged, as: AccessTokenPayload.self)) == nil else { throw Workload.Failure() }
        return (workload, keys)
    }
}
