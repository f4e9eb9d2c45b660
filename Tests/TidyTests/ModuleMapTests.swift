import Testing

@Suite("Module map") struct ModuleMapTests {
    @Test func `targets import what the map of the house allows`() throws {
        let tree = try SourceTree(
            "Sources", "Examples", "Tools/LoadGenerator", "Tools/Instructions")
        #expect(ModuleMap.problems(in: tree) == [])
    }

    @Test func `the map allows nothing that no file needs`() throws {
        let tree = try SourceTree(
            "Sources", "Examples", "Tools/LoadGenerator", "Tools/Instructions")
        #expect(ModuleMap.unused(in: tree) == [])
    }

    @Test func `every target is in the map`() throws {
        let folders = Set(
            try SourceTree.folders(in: "Sources") + SourceTree.folders(in: "Examples"))
        #expect(folders.subtracting(ModuleMap.mayImport.keys) == ModuleMap.systemLibraries)
    }

    @Test func `an import against the arrows is found`() {
        let map: [String: Set<String>] = ["Low": [], "High": ["Low"]]
        let tree = SourceTree(planted: [
            "Sources/Low/Up.swift": "import Synchronization\npackage import High",
            "Sources/High/Down.swift": "import Low\nimport NIOCore",
            "Sources/High/Heavy.swift": "// import Nothing\nimport Foundation",
            "Sources/New/Forgotten.swift": "",
        ])
        #expect(
            ModuleMap.problems(in: tree, mayImport: map) == [
                "Sources/Low/Up.swift imports High",
                "Sources/High/Down.swift imports NIOCore",
                "Sources/High/Heavy.swift imports Foundation",
                "Sources/New/Forgotten.swift is in no target of the map",
            ])
    }

    @Test func `an arrow that no file needs is found`() {
        let tree = SourceTree(planted: ["Sources/High/Down.swift": "import Low"])
        #expect(
            ModuleMap.unused(in: tree, mayImport: ["Low": [], "High": ["Low", "Middle"]])
                == ["High does not need Middle"])
    }
}
