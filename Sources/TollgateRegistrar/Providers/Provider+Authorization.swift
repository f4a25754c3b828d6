extension Provider {
    /// The authorization that is there without asking anybody for it.
    var standingAuthorization: RegistrationAuthorization {
        switch initialAccess {
        case .none, .clientCredentials: .none
        case .token(let token): .bearer(token)
        case .headers(let headers): .headers(headers)
        }
    }
}
