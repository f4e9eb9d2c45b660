import API
import Commands
import Engine
import Model

/// `GET /v1/tables/{table}/series`: sums and unions over a window, by steps and as a whole.
///
/// One answer is one snapshot: no write is in one point and not in another.
struct ReadSeries: NativeOperation {
    static let traits = OperationTraits("ReadSeries", .readItems)
    static let route = Route("GET", "/v1/tables/{table}/series")
    static let parameters = SeriesRequest.parameters
    static let repeatable = ["series"]

    private let request: SeriesRequest

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        self.request = try SeriesRequest(
            request, of: try context.table(in: request), now: context.store.now)
    }

    func plan(in context: NativeContext) -> Plan {
        .read { [request] (snapshot) throws(StoreError) in
            do throws(NativeError) {
                return Response(body: try Self.answer(request, from: snapshot))
            } catch {
                return Response(error)
            }
        }
    }

    /// Planning is left to this moment because the snapshot's time decides what is still kept.
    private static func answer(
        _ request: SeriesRequest, from snapshot: borrowing Snapshot
    ) throws(NativeError) -> [UInt8] {
        let planner = SeriesPlanner(
            granularities: request.granularities, now: snapshot.time.seconds)
        let plan: SeriesPlan
        do throws(SeriesPlanError) {
            plan = try planner.plan(
                request.window,
                pointsMax: NativeLimits.pointsPerAnswerMax / request.rowCount,
                bucketsMax: NativeLimits.bucketsPerAnswerMax / request.series.count)
        } catch .tooManyPoints {
            throw NativeError.tooManyPoints(max: NativeLimits.pointsPerAnswerMax)
        } catch .tooManyBuckets {
            throw NativeError.tooManyBuckets(max: NativeLimits.bucketsPerAnswerMax)
        } catch {
            throw NativeError(error, for: request.window, planner: planner)
        }
        var answer = SeriesAnswer(request, plan: plan)
        return try answer.bytes(from: snapshot)
    }
}
