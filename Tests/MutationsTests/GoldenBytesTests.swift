import Mutations
import Testing

/// The log's payloads as they lie on disks: whoever changes them must go on reading these.
@Suite("Golden bytes of mutations") struct GoldenBytesTests {
    /// In the order of `Samples.all`.
    private static let golden: [String] = [
        // put
        "01010305016101030e00010103016e030202706b05016102736b030e",
        // update, with a condition
        "010103060200ff00010101020702706b00040201016e000203060201010203016e000302"
            + "010173000200",
        // update without an expression
        "01010305016101030e000200",
        // delete
        "01010305016101030e0003",
        // check
        "01010305016101030e01010702706b0004",
        // batch
        "0102050305016101030e00010103016e030202706b05016102736b030e03060200ff0001"
            + "0101020702706b00040201016e000203060201010203016e000302010173000200030501"
            + "6101030e0002000305016101030e00030305016101030e01010702706b0004",
        // empty batch
        "010200",
        // transaction
        "0103050305016101030e00010103016e030202706b05016102736b030e03060200ff0001"
            + "0101020702706b00040201016e000203060201010203016e000302010173000200030501"
            + "6101030e0002000305016101030e00030305016101030e01010702706b000400",
        // transaction with a token
        "0103010305016101030e00030105746f6b656e03010203",
        // create table
        "01040106636c69636b7303752d3102706b000102736b01000000000000",
        // create table, with everything
        "01040106636c69636b7303752d3102706b000102736b0107010a0c01011201085354414e"
            + "4441524401034b4d5301036b6579020161013101620132",
        // update table
        "0104020307010a0c01011201085354414e4441524401034b4d5301036b657901",
        // delete table
        "01040303",
        // enable time to live
        "0104040304656e6473",
        // disable time to live
        "0104050304656e6473",
        // tag
        "01040603020161013101620132",
        // untag
        "010407030201620161",
        // expire
        "01050280c8ceb40d03020102010300",
        // index expiries
        "01060380897a010402010100010109",
        // index expiries, the last step
        "01060380897a01040000",
    ]

    @Test func `every kind has the bytes that it always had, and they still read as it`() throws {
        let mutations = try Samples.all()
        #expect(mutations.count == Self.golden.count)
        for (mutation, golden) in zip(mutations, Self.golden) {
            #expect(mutation.encoded.hex == golden)
            #expect(try Mutation.decode([UInt8](hex: golden)) == mutation)
        }
    }
}
