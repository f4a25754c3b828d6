import Testing
import TollgateRegistrar

/// The rules for applications, requests and offers.
extension StoreRules {
    func usedApplicationsStay() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.insert(StoreSamples.application())
        try await store.begin(StoreSamples.client(application: "a-1"))
        await #expect(throws: RegistrationError.access(.applicationInUse(id: "a-1", clients: ["c-1"]))) {
            try await store.deleteApplication(id: "a-1")
        }
        _ = try await store.apply(.failed(reason: "no"), to: "c-1", at: 1, now: StoreSamples.now)
        try await store.deleteApplication(id: "a-1")
        #expect(try await store.applications().isEmpty)
        await #expect(throws: RegistrationError.access(.applicationUnknown(id: "a-1"))) {
            try await store.deleteApplication(id: "a-1")
        }
        #expect(try await store.client(id: "c-1")?.settings.applicationID == "a-1")
    }

    func applicationsChangeByVersion() async throws {
        let application = StoreSamples.application()
        try await store.insert(application)
        let changed = try await store.apply(
            ApplicationChanges(name: "Acme 2"), toApplication: "a-1", at: 1, now: StoreSamples.now + 5)
        #expect(changed.name == "Acme 2")
        #expect(changed.description == application.description)
        #expect(changed.version == 2)
        await #expect(throws: RegistrationError.recordChanged(id: "a-1", expected: 1, found: 2)) {
            try await store.apply(ApplicationChanges(name: "x"), toApplication: "a-1", at: 1, now: StoreSamples.now)
        }
        #expect(try await store.application(id: "a-1") == changed)
    }

    func requestsAreOpenOnce() async throws {
        await #expect(throws: RegistrationError.access(.applicationUnknown(id: "a-1"))) {
            try await store.begin(StoreSamples.request())
        }
        try await store.insert(StoreSamples.application())
        let request = StoreSamples.request()
        try await store.begin(request)
        #expect(try await store.request(id: "r-1") == request)
        await #expect(throws: RegistrationError.access(.requestOpen(id: "r-1"))) {
            try await store.begin(StoreSamples.request("r-2"))
        }
        _ = try await store.apply(.approve(by: "ann"), toRequest: "r-1", at: 1, now: StoreSamples.now)
        _ = try await store.apply(.fail(reason: "no"), toRequest: "r-1", at: 2, now: StoreSamples.now)
        try await store.begin(StoreSamples.request("r-2"))
        await #expect(throws: RegistrationError.access(.requestOpen(id: "r-2"))) {
            try await store.apply(.approve(by: "ann"), toRequest: "r-1", at: 3, now: StoreSamples.now)
        }
        #expect(try await store.requests().map(\.state.name) == ["failed", "pending"])
    }

    func requestsAreDecidedOnce() async throws {
        try await store.insert(StoreSamples.application())
        try await store.begin(StoreSamples.request())
        let store = self.store
        let decided = await Self.count(of: 100) { number in
            let decision: AccessRequestTransition =
                number.isMultiple(of: 2) ? .approve(by: "ann") : .reject(by: "bob", reason: "no")
            _ = try await store.apply(decision, toRequest: "r-1", at: 1, now: StoreSamples.now)
        }
        #expect(decided == 1)
        await #expect(throws: RegistrationError.self) {
            try await store.apply(.approve(by: "zoe"), toRequest: "r-1", at: 2, now: StoreSamples.now)
        }
        await #expect(throws: RegistrationError.access(.requestUnknown(id: "r-9"))) {
            try await store.apply(.withdraw, toRequest: "r-9", at: 1, now: StoreSamples.now)
        }
    }

    func requestsGoWithTheirApplication() async throws {
        try await store.insert(StoreSamples.application())
        try await store.begin(StoreSamples.request())
        try await store.deleteApplication(id: "a-1")
        #expect(try await store.request(id: "r-1") == nil)
    }

    func offersAreReplaced() async throws {
        let offer = ProductOffer(product: "payments", provider: "idp", clientTypes: ["backend"])
        await #expect(throws: RegistrationError.providerUnknown(name: "idp")) { try await store.put(offer) }
        try await store.insert(StoreSamples.provider())
        try await store.put(offer)
        #expect(try await store.offer(product: "payments") == offer)
        let automatic = ProductOffer(product: "payments", provider: "idp", approvesAutomatically: true)
        try await store.put(automatic)
        #expect(try await store.offers() == [automatic])
        try await store.deleteOffer(product: "payments")
        await #expect(throws: RegistrationError.access(.offerUnknown(product: "payments"))) {
            try await store.deleteOffer(product: "payments")
        }
    }
}
