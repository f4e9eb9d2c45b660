/// Where a setting came from.
package enum SettingSource: Hashable, Sendable {
    case option
    /// An environment variable, and what it said.
    case environment(String)
    /// The configuration file of that path, and what it said.
    case file(String, Setting.Value)
    case standard

    /// One word for it.
    package var word: String {
        switch self {
        case .option: "option"
        case .environment: "environment"
        case .file: "file"
        case .standard: "default"
        }
    }

    /// What a setting is called where it came from.
    func name(of setting: Setting) -> String {
        switch self {
        case .option: setting.option
        case .environment: setting.variable
        case .file(let path, _): "\(setting.rawValue) in \(path)"
        case .standard: setting.rawValue
        }
    }
}
