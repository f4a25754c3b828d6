/// The JSON Schema (draft-07) of configuration files, for editors.
public enum ConfigurationSchema {
    /// The schema as JSON text.
    public static var text: String { String(decoding: PackageResources.tollgate_schema_json, as: UTF8.self) }
}
