import Configuration
import HTTP

/// Reads single settings in the order of precedence, and says of what cannot be used where it stands.
struct SettingsReader {
    let config: ConfigReader
    let sources: [Setting: SettingSource]

    func text(_ setting: Setting) throws(SettingsError) -> String {
        do {
            return try config.requiredString(forKey: ConfigKey(setting.rawValue))
        } catch {
            throw unusable(setting)
        }
    }

    func number(_ setting: Setting) throws(SettingsError) -> Int {
        let number: Int
        do {
            number = try config.requiredInt(forKey: ConfigKey(setting.rawValue))
        } catch {
            throw unusable(setting)
        }
        guard setting.range.contains(number) else { throw unusable(setting, "\(number)") }
        return number
    }

    func flag(_ setting: Setting) throws(SettingsError) -> Bool {
        do {
            return try config.requiredBool(forKey: ConfigKey(setting.rawValue))
        } catch {
            throw unusable(setting)
        }
    }

    /// Commas stand between the parts of a list on the command line and in the environment.
    func list(_ setting: Setting) throws(SettingsError) -> [String] {
        do {
            return try config.requiredStringArray(forKey: ConfigKey(setting.rawValue))
                .flatMap { $0.split(separator: ",") }
                .map { String($0.trimmingBlanks()) }
                .filter { !$0.isEmpty }
        } catch {
            throw unusable(setting)
        }
    }

    /// - Parameter found: the value, where the message would not show it otherwise.
    private func unusable(_ setting: Setting, _ found: String? = nil) -> SettingsError {
        let source = sources[setting] ?? .standard
        var found = found.map { ", not \($0)" } ?? ""
        if case .environment(let text) = source { found = ", not \"\(text)\"" }
        return SettingsError("\(source.name(of: setting)) must be \(setting.expected)\(found).")
    }
}
