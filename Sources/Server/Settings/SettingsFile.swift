import Foundation
import JSON

/// The JSON file of settings that `--config` names.
enum SettingsFile {
    /// What it says; refuses what is no setting and what has another type, by name.
    static func read(_ path: String) throws(SettingsError) -> [Setting: Setting.Value] {
        let document: JSONDocument
        let bytes = try bytes(of: path)
        do {
            document = try JSONDocument(parsing: bytes)
        } catch {
            throw SettingsError("The configuration file \(path) is not JSON: \(error.message).")
        }
        guard document.root.kind == .object else {
            throw SettingsError(
                "The configuration file \(path) must hold an object, such as {\"port\": 8000}.")
        }
        var values: [Setting: Setting.Value] = [:]
        for (name, node) in document.root.members {
            guard let setting = Setting(rawValue: name) else {
                let nearest = NearestName.of(name, among: Setting.allCases.map(\.rawValue))
                throw SettingsError(
                    "The configuration file \(path) has \"\(name)\", which is no setting; "
                        + "the nearest one is \"\(nearest)\".")
            }
            guard values[setting] == nil else {
                throw SettingsError("The configuration file \(path) has \"\(name)\" twice.")
            }
            guard let value = setting.value(of: node) else {
                throw SettingsError(
                    "\(name) in \(path) must be \(setting.expected), "
                        + "not \(String(decoding: node.rawBytes.prefix(100), as: UTF8.self)).")
            }
            values[setting] = value
        }
        return values
    }

    private static func bytes(of path: String) throws(SettingsError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw SettingsError(
                "The configuration file \(path) cannot be read: \(error.localizedDescription)")
        }
    }
}

extension Setting {
    /// A file's value for this setting; `nil` if it has another type.
    fileprivate func value(of node: JSONNode) -> Value? {
        switch defaultValue(processors: 1) {
        case .text: return node.string.map { .text($0) }
        case .number:
            guard let number = node.integer, range.contains(Int(number)) else { return nil }
            return .number(Int(number))
        case .flag: return node.boolean.map { .flag($0) }
        case .list:
            guard node.kind == .array else { return nil }
            var texts: [String] = []
            for element in node.elements {
                guard let text = element.string else { return nil }
                texts.append(text)
            }
            return .list(texts)
        }
    }
}
