package io.shiplog.logs.query;

import io.shiplog.logs.line.LogOptions;
import io.shiplog.logs.line.RunKey;
import io.shiplog.logs.store.LogStore;
import io.shiplog.logs.store.RunView;
import io.shiplog.schemas.internal.InternalPaths;
import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** THE list of what is answered about lines. */
public final class LogRoutes {

    private static final String TEXT = "text/plain";
    private static final String JSON = "application/json";

    private final LogStore store;
    private final Workers readers;
    private final Workers searchers;

    /** Routes over a store; lines are read on the readers, searches on threads of their own. */
    public LogRoutes(LogStore store, Workers readers, Workers searchers) {
        this.store = store;
        this.readers = readers;
        this.searchers = searchers;
    }

    /** By path. */
    public Map<String, InternalServer.Route> all() {
        return Map.of(
                InternalPaths.LOGS, this::logs,
                InternalPaths.LOG_POD, this::pod,
                InternalPaths.LOG_SEARCH, this::search);
    }

    private static LogQuery query(HttpServerRequest request) {
        return new LogQuery(name -> InternalServer.parameter(request, name));
    }

    private void logs(Vertx vertx, HttpServerRequest request) {
        LogQuery query = query(request);
        LogOptions options = query.options(Instant.now());
        RunChoice.Asked asked = new RunChoice.Asked(
                query.text("namespace"),
                query.text("pod"),
                query.text("uid"),
                query.text("container"),
                query.number("attempt"),
                query.number("attemptMax"),
                query.flag("previous"));
        RunKey key = RunChoice.of(asked, store.ofPod(asked.namespace(), asked.pod()));
        RunFeed feed = new RunFeed(store, key, options, query.flag("over"));
        FeedPump.start(vertx, request.response(), TEXT, feed, readers);
    }

    private void pod(Vertx vertx, HttpServerRequest request) {
        LogQuery query = query(request);
        String name = query.text("pod");
        List<RunView> runs = RunChoice.newestPod(query.text("uid"), store.ofPod(query.text("namespace"), name));
        if (runs.isEmpty()) {
            throw StatusException.notFound("", "pods", name);
        }
        request.response().putHeader("Content-Type", JSON).end(Json.text(PodTrace.of(runs)));
    }

    private void search(Vertx vertx, HttpServerRequest request) {
        Search search = Search.of(query(request), Instant.now());
        FeedPump.start(vertx, request.response(), JSON, new SearchFeed(store, search), searchers);
    }
}
