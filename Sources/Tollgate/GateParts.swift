#if Benchmarking
    internal import TollgateCatalogue
    internal import TollgateCrypto
    internal import TollgateEncoding

    /// The steps of a decision about one token, one by one, for measuring them from another package.
    ///
    /// Each step calls what the path of a request calls, on one token that passes, and answers whether it succeeded.
    /// None is inlined into its caller: a loop around it must not be simplified to doing the work once.
    ///
    /// It is compiled only with the package trait `Benchmarking`.
    public struct GateParts: Sendable {
        /// A step.
        public struct Step: Sendable {
            /// The name of the step in reports.
            public let name: String
            /// Does the step once, and answers whether it succeeded.
            public let run: @Sendable (GateParts) -> Bool
        }

        /// All steps, in the order of a decision.
        public static let steps: [Step] = [
            Step(name: "cache-find") { $0.findInCache() },
            Step(name: "split") { $0.split() },
            Step(name: "base64url") { $0.decodePayload() },
            Step(name: "base64url-signature") { $0.decodeSignature() },
            Step(name: "header") { $0.readHeader() },
            Step(name: "header-known") { $0.findKnownHeader() },
            Step(name: "key-lookup") { $0.findKeys() },
            Step(name: "signature") { $0.verifySignature() },
            Step(name: "claims") { $0.readClaims() },
            Step(name: "claim-rules") { $0.checkClaims() },
            Step(name: "scopes-remembered") { $0.recallGrant() },
            Step(name: "scopes-anew") { $0.resolveGrant() },
            Step(name: "access") { $0.checkGrant() },
            Step(name: "limiter") { $0.findCounters() },
            Step(name: "limiter-take") { $0.takeFromCounters() },
        ]

        private let gate: Gate
        private let request: GateRequest
        private let instant: Instant
        private let token: [UInt8]
        private let parts: CompactToken
        private let headerJSON: [UInt8]
        private let header: TokenHeader
        private let payload: [UInt8]
        private let signature: [UInt8]
        private let signer: RS256Key
        private let authorized: AuthorizedToken

        /// Prepares the steps: the gate decides about the token once, so that it knows its header, its client and
        /// itself.
        ///
        /// - Parameters:
        ///   - gate: The gate, with its keys.
        ///   - credential: A token that it admits.
        ///   - request: The request that the token is used for.
        ///   - instant: Now, for all steps.
        /// - Throws: The ``Rejection`` if the gate does not admit it; ``Rejection/keyUnknown`` if its key is missing.
        public init(
            _ gate: Gate, _ credential: BearerCredential, _ request: GateRequest, at instant: Instant
        ) throws(Rejection) {
            switch gate.decide(credential, request, at: instant) {
            case .admit(let pass): authorized = pass.authorized
            case .reject(let rejection, _): throw rejection
            case .waiting: throw .keyUnknown
            }
            self.gate = gate
            self.request = request
            self.instant = instant
            let token = authorized.bytes
            let parts = try CompactToken(token.span, maximumBytes: gate.maximumTokenBytes)
            guard let headerJSON = Base64URL.decode(token.span.extracting(parts.header)),
                let payload = Base64URL.decode(token.span.extracting(parts.payload)),
                let signature = Base64URL.decode(token.span.extracting(parts.signature))
            else { throw .tokenMalformed }
            let header = try TokenHeader(headerJSON.span, acceptedTypes: request.api.issuers.acceptedTypes)
            let issuer = authorized.issuer?.slot
            guard
                let signer = gate.keys.table().candidates(for: header.keyID, of: request.api.issuers, named: { issuer })
                    .first
            else { throw .keyUnknown }
            self.token = token
            self.parts = parts
            self.headerJSON = headerJSON
            self.header = header
            self.payload = payload
            self.signature = signature
            self.signer = signer
        }

        // MARK: - The token

        /// Looks up what is known of the token on the API.
        @inline(never)
        private func findInCache() -> Bool {
            if case .authorized = gate.tokenCache.find(token.span, on: request.api) { return true }
            return false
        }

        /// Finds the three parts of the token.
        @inline(never)
        private func split() -> Bool {
            (try? CompactToken(token.span, maximumBytes: gate.maximumTokenBytes)) != nil
        }

        /// Decodes the payload.
        @inline(never)
        private func decodePayload() -> Bool { Base64URL.decode(token.span.extracting(parts.payload)) != nil }

        /// Decodes the signature.
        @inline(never)
        private func decodeSignature() -> Bool {
            var bytes = SignatureBytes()
            return bytes.decode(token.span.extracting(parts.signature))
        }

        /// Decodes and reads the header as if it were the first of its kind.
        @inline(never)
        private func readHeader() -> Bool {
            guard let json = Base64URL.decode(token.span.extracting(parts.header)) else { return false }
            return (try? TokenHeader(json.span, acceptedTypes: request.api.issuers.acceptedTypes)) != nil
        }

        /// Finds the header among those that verified tokens have had.
        @inline(never)
        private func findKnownHeader() -> Bool {
            gate.keys.table().knownHeaders.header(token.span, parts.header, for: request.api.issuers) != nil
        }

        /// Finds the keys that the token may have been signed with, by its `kid`.
        @inline(never)
        private func findKeys() -> Bool {
            !gate.keys.table().candidates(for: header.keyID, of: request.api.issuers, named: { nil }).isEmpty
        }

        /// Verifies the signature: SHA-256, RSA, and what it takes to get at a context for them.
        @inline(never)
        private func verifySignature() -> Bool {
            signer.isValidSignature(signature.span, over: token.span.extracting(parts.signingInput))
        }

        /// Reads the claims.
        @inline(never)
        private func readClaims() -> Bool {
            (try? ClaimsReader.read(payload.span, by: request.api.index)) != nil
        }

        // MARK: - The decision

        /// Checks issuer, type, audience, lifetime and client.
        @inline(never)
        private func checkClaims() -> Bool {
            var trace = NoTrace()
            return
                (try? ClaimRules.check(
                    authorized, api: request.api, deniedClients: gate.deniedClients, at: instant, &trace)) != nil
        }

        /// Finds out what the scopes amount to; they have been seen before.
        @inline(never)
        private func recallGrant() -> Bool {
            var trace = NoTrace()
            return GrantResolver.grant(of: authorized.claims, on: request.api, &trace).hasPlan
        }

        /// Finds out what the scopes amount to, from the policies.
        @inline(never)
        private func resolveGrant() -> Bool {
            var trace = NoTrace()
            return ResolvedGrant(GrantResolver.resolve(authorized.claims, request.api, &trace)).hasPlan
        }

        /// Checks that the grant opens the method and path, and comes with a plan.
        @inline(never)
        private func checkGrant() -> Bool {
            var trace = NoTrace()
            return (try? GrantResolver.check(authorized.grant, request, &trace)) != nil
        }

        /// Finds the counters of the token's client.
        @inline(never)
        private func findCounters() -> Bool {
            guard let issuer = authorized.issuer,
                let owner = CounterOwner(
                    authorized.claims, issuer: issuer.interned, limitedBy: request.api.source.limitBy)
            else { return false }
            let charges = gate.limiter.charges(
                for: authorized.grant.grant, of: owner, api: request.api.name, at: instant,
                countsProgress: request.api.index.limitsConcurrency)
            return charges.rate != nil
        }

        /// Charges a request to counters that are known.
        @inline(never)
        private func takeFromCounters() -> Bool {
            if case .admitted = authorized.charges.take(at: instant) { return true }
            return false
        }
    }
#endif
