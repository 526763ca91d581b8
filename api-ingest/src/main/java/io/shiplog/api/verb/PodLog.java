package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Stored;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.QueryValues;
import io.shiplog.schemas.internal.InternalPaths;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.StatusException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * GET of a pod's log: which run is meant follows from the pod; its lines come from the log-aggregator. Of a pod that is
 * gone the newest run that is kept is meant, whatever node it was on.
 */
final class PodLog implements VerbHandler {

    /** Who keeps lines. */
    static final String ROLE = "log-aggregator";

    /** Of PodLogOptions, handed on as they are. */
    private static final List<String> OPTIONS =
            List.of("tailLines", "limitBytes", "sinceSeconds", "sinceTime", "container");

    private static final List<String> FLAGS = List.of("follow", "timestamps");

    private final Backend backend;

    PodLog(Backend backend) {
        this.backend = backend;
    }

    @Override
    public CompletableFuture<Answer> handle(Call call) {
        return Freshness.of(backend, Kinds.POD, -1).thenApply(fresh -> answer(call));
    }

    private Answer answer(Call call) {
        ApiRequest.Resource request = call.request();
        QueryValues given = QueryValues.of(call.query());
        Map<String, String> query = new HashMap<>();
        OPTIONS.forEach(name -> query.put(name, given.text(name)));
        FLAGS.forEach(name -> query.put(name, given.flag(name) ? "true" : ""));
        query.put("namespace", request.namespace());
        query.put("pod", request.name());
        boolean previous = given.flag("previous");
        Stored stored = backend.view(Kinds.POD).get(Kinds.POD, request.namespace(), request.name());
        if (stored == null) {
            query.put("previous", previous ? "true" : "");
            query.put("over", "true");
            return new Answer.Forward(ROLE, InternalPaths.LOGS, query, () -> false);
        }
        ObjectNode pod = Json.parse(stored.object().json());
        String uid = stored.object().uid();
        ContainerLog run = ContainerLog.of(pod, given.text("container"), previous);
        if (run.nothingYet()) {
            return new Answer.Whole(200, "text/plain", new byte[0], List.of());
        }
        query.put("uid", uid);
        query.put("container", run.container());
        query.put(run.exact() ? "attempt" : "attemptMax", Integer.toString(run.attempt()));
        query.put("over", run.over() ? "true" : "");
        BooleanSupplier over = given.flag("follow") ? () -> over(request, uid, run) : () -> false;
        return new Answer.Forward(ROLE, InternalPaths.LOGS, query, over);
    }

    private boolean over(ApiRequest.Resource request, String uid, ContainerLog run) {
        Stored now = backend.view(Kinds.POD).get(Kinds.POD, request.namespace(), request.name());
        if (now == null || !now.object().uid().equals(uid)) {
            return true;
        }
        try {
            ContainerLog state = ContainerLog.of(Json.parse(now.object().json()), run.container(), false);
            return state.over() || state.attempt() > run.attempt();
        } catch (StatusException refusal) {
            return false;
        }
    }
}
