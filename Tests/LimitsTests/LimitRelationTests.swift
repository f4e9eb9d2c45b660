import Client
import DynamoDBAPI
import Engine
import Expressions
import HTTP
import HandlerModel
import Handlers
import JSON
import LMDB
import Log
import Model
import NativeAPI
import PlainBodies
import Platform
import Testing
import Values

/// Bounds that only hold together: whoever changes one meets here what else it stands on.
@Suite("Relations of limits") struct LimitRelationTests {
    @Test func `what a request may bring fits one command, one group of the log and one frame`() {
        #expect(HTTPLimits.bodyBytesMax < Limits.commandBytesMax)
        #expect(Limits.commandBytesMax <= EngineLimits.groupBytesMax)
        #expect(EngineLimits.groupBytesMax + Limits.commandBytesMax <= LogOptions().groupBytesMax)
        #expect(LogOptions().groupBytesMax <= LogLimits.frameBodyBytesMax)
        #expect(LogOptions().firstSegmentBytes <= LogOptions().segmentBytes)
    }

    @Test func `what waits for the writer has room for the largest command`() {
        #expect(Limits.commandBytesMax <= Limits.pendingBytesMax)
        #expect(Limits.incrementsMax <= Limits.pendingWritesMax)
    }

    @Test func `a batch fits into the memtable`() {
        let options = StoreOptions(directory: "", clock: StoppedClock())
        #expect(Limits.batchBytesMax <= options.recentBytes)
        #expect(Limits.incrementsMax <= Limits.batchItemsMax)
        #expect(Limits.transactionActionsMax <= Limits.incrementsMax)
    }

    @Test func `the changes of any command have numbers of their own`() {
        // Each item changes once, and a handler's writes go with its position.
        #expect(Limits.batchItemsMax < Limits.commandChangesMax)
        #expect(Limits.handlerWritesMax < Limits.commandChangesMax)
        #expect(Limits.expiriesPerCommandMax < Limits.commandChangesMax)
    }

    @Test func `an item is as large and as deep for every target`() {
        #expect(Limits.itemBytesMax == ValueLimits.itemBytesMax)
        #expect(Limits.depthMax == ValueLimits.depthMax)
        #expect(ExpressionLimits.itemBytesMax == ValueLimits.itemBytesMax)
        #expect(ExpressionLimits.itemDepthMax == ValueLimits.depthMax)
        #expect(ExpressionLimits.nameBytesMax == ValueLimits.attributeNameBytesMax)
        #expect(ValueLimits.keyNameBytesMax <= ValueLimits.attributeNameBytesMax)
    }

    @Test func `the largest item fits whatever holds items`() {
        #expect(Limits.itemBytesMax <= Limits.pageBytesMax)
        #expect(Limits.itemBytesMax * Limits.batchWritesMax <= HTTPLimits.bodyBytesMax)
        #expect(
            ValueLimits.partitionKeyBytesMax + ValueLimits.sortKeyBytesMax < Limits.itemBytesMax)
        // The largest sketch has a byte for two registers, and a head of 40 bytes.
        let registers = 1 << Limits.sketchPrecisions.upperBound
        #expect(registers / 2 + 40 < Limits.itemBytesMax)
    }

    @Test func `stored values are read however deep an expression could put them`() {
        #expect(
            ValueLimits.storedDepthMax > ValueLimits.depthMax + ExpressionLimits.pathElementsMax)
        #expect(ExpressionLimits.operatorsMax < ExpressionLimits.nestingMax)
        #expect(ExpressionLimits.nestingMax < ExpressionLimits.treeDepthMax)
        // Each element of a path takes two bytes at least.
        #expect(2 * ExpressionLimits.pathElementsMax < ExpressionLimits.bytesMax)
    }

    @Test func `no key is longer than LMDB takes`() {
        #expect(EngineLimits.storedKeyBytesMax == LMDBLimits.keyBytesMax)
        #expect(Limits.sourceBytesMax < EngineLimits.storedKeyBytesMax)
    }

    @Test func `defaults lie within their bounds`() {
        #expect(Limits.streamShards.contains(Limits.streamShardsDefault))
        #expect(Limits.streamRetentionSeconds.contains(Limits.streamRetentionSecondsDefault))
        #expect(Limits.streamRetentionBytes.contains(Limits.streamRetentionBytesDefault))
        #expect(Limits.onceLifeSeconds.contains(Limits.onceLifeSecondsDefault))
        #expect(NativeLimits.itemsPerPageDefault <= NativeLimits.itemsPerPageMax)
        #expect(NativeLimits.topRowsDefault <= NativeLimits.topRowsMax)
    }

    @Test func `what is handled on an event loop is a small part of what may come`() {
        #expect(NativeLimits.inlineEventsBytesMax <= NativeLimits.inlineBodyBytesMax)
        #expect(NativeLimits.inlineBodyBytesMax * 100 <= HTTPLimits.bodyBytesMax)
        #expect(HTTPLimits.compressionThresholdBytes <= HTTPLimits.inlineCompressionBytesMax)
    }

    @Test func `a request may name all that one answer can hold`() {
        #expect(NativeLimits.seriesPerRequestMax < NativeLimits.parametersMax)
        #expect(NativeLimits.pointsPerAnswerMax <= NativeLimits.bucketsPerAnswerMax)
    }

    @Test func `a slice of a ranking never ends within a series`() {
        #expect(NativeLimits.topBucketsPerSeriesMax <= NativeLimits.topSliceReadsMax)
        #expect(NativeLimits.topSliceReadsMax <= NativeLimits.topReadsMax)
    }

    @Test func `readers of changes leave room for others`() {
        #expect(NativeLimits.changeReadersMax < HTTPLimits.connectionsMaxDefault)
        // A page is one record of twice an item's size at the most.
        let page = max(NativeLimits.changePageBytes, 2 * Limits.itemBytesMax)
        #expect(page * NativeLimits.changePagesAtOnceMax <= NativeLimits.changeBytesInFlightMax)
        #expect(NativeLimits.heartBeatSeconds < HTTPLimits.idleSecondsDefault)
        #expect(NativeLimits.heartBeatSeconds < HTTPLimits.stalledStreamSecondsMaxWhenCrowded)
    }

    @Test func `bodies and answers in memory have room for the largest of each`() {
        #expect(HTTPLimits.uncountedBodyBytesMax <= HTTPLimits.bodyBytesMax)
        #expect(HTTPLimits.bodyBytesMax <= HTTPLimits.bodyBytesInFlightMax)
        let writes =
            HTTPLimits.responseBytesInFlightMax / HTTPLimits.responseBytesShareOfWrites
        #expect(HTTPLimits.bodyBytesMax <= writes)
        #expect(
            HTTPLimits.stalledWriteSecondsMaxWhenCrowded < HTTPLimits.stalledWriteSecondsMax)
    }

    @Test func `what a handler gets and says fits a command and the memory for handlers`() {
        #expect(ProcessBounds().answerBytesMax == Limits.handlerPayloadBytesMax)
        #expect(Limits.handlerPayloadBytesMax < Limits.commandBytesMax)
        #expect(Limits.windowStateBytesMax < Limits.handlerPayloadBytesMax)
        #expect(2 * Limits.itemBytesMax < Limits.handlerPayloadBytesMax)
        #expect(Limits.handlerPayloadBytesMax * 10 < RunnerLimits.heldBytesMax)
    }

    @Test func `what a handler holds has room for an event and a page`() {
        #expect(
            Limits.handlerPayloadBytesMax + Limits.changePageBytesMax <= RunnerLimits.ownBytesMax)
        #expect(RunnerLimits.processesPerHandlerMax <= RunnerLimits.processesMax)
        #expect(HandlerLimits.lanes.upperBound <= RunnerLimits.processesPerHandlerMax)
        // Failures: a record in base64-free JSON, its error and its key fit one item.
        let part = RunnerLimits.failurePartBytesMax + RunnerLimits.failureMessageBytesMax
        #expect(
            part + ValueLimits.partitionKeyBytesMax + ValueLimits.sortKeyBytesMax
                < Limits.itemBytesMax)
        #expect(RunnerLimits.failureStepBytesMax + Limits.itemBytesMax < Limits.commandBytesMax)
        #expect(RunnerLimits.failureMessageBytesMax <= RunnerLimits.faultMessageBytesMax)
    }

    @Test func `a page of changes is as large for every reader`() {
        #expect(DynamoDBLimits.recordsPerPageMax == Limits.changesPerPageMax)
        #expect(DynamoDBLimits.recordBytesPerPageMax == Limits.changePageBytesMax)
        #expect(NativeLimits.changesPerPageMax == Limits.changesPerPageMax)
        #expect(NativeLimits.changePageBytes <= Limits.changePageBytesMax)
    }

    @Test func `what DynamoDB's calls may bring fits a request and a command`() {
        #expect(DynamoDBLimits.transactionBytesMax < HTTPLimits.bodyBytesMax)
        #expect(DynamoDBLimits.transactionBytesMax < Limits.commandBytesMax)
        #expect(Limits.itemBytesMax <= DynamoDBLimits.batchAnswerBytesMax)
        #expect(DynamoDBLimits.iteratorLifeSeconds < Limits.streamRetentionSecondsDefault)
    }

    @Test func `programs send what a server takes`() {
        #expect(ClientLimits.requestBytesMax == HTTPLimits.bodyBytesMax)
        #expect(
            ClientLimits.batchBytesMax + ClientLimits.lineBytesMax < ClientLimits.requestBytesMax)
        #expect(ClientLimits.chunkBytes < ClientLimits.lineBytesMax)
    }

    @Test func `every value that may be stored can be written as JSON`() {
        // Each level costs two, its tag and itself, and what stands around it half a dozen.
        #expect(2 * ValueLimits.depthMax + 6 <= JSONLimits.depthMax)
        #expect(RunnerLimits.filterDepthMax <= JSONLimits.depthMax)
        #expect(BodyLimits.combinedAttributesMax < Limits.incrementsMax)
    }

    @Test func `threads of the pools have names that the system keeps`() {
        #expect("quipu.readers99".utf8.count <= PlatformLimits.threadNameBytesMax)
    }

    @Test func `what the log keeps open fits its frames`() {
        #expect(LogLimits.firstSegmentBytesDefault <= LogLimits.segmentBytesDefault)
        #expect(LogLimits.groupBytesMaxDefault <= LogLimits.frameBodyBytesMax)
        #expect(EngineLimits.groupBytesMax < LogLimits.groupBytesMaxDefault)
    }
}

private struct StoppedClock: TimeSource {
    func now() -> Timestamp { Timestamp(seconds: 0) }
}
