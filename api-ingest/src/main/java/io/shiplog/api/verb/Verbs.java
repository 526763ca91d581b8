package io.shiplog.api.verb;

import io.shiplog.api.discovery.VirtualKinds;
import io.shiplog.api.endpoint.Endpoints;
import io.shiplog.api.endpoint.InternalReads;
import io.shiplog.api.read.Backend;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.request.Verb;
import io.shiplog.schemas.object.StatusException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** THE list of verbs: which handler answers which request. */
public final class Verbs {

    private static final Set<String> UNSERVED = Set.of("binding", "token");

    private final Backend backend;
    private final Map<Verb, VerbHandler> byVerb = new EnumMap<>(Verb.class);
    private final VerbHandler evict;
    private final VerbHandler review = new Review();
    private final VerbHandler measured;
    private final VerbHandler log;

    public Verbs(Backend backend, Endpoints endpoints) {
        this.backend = backend;
        byVerb.put(Verb.GET, new Get(backend, new InternalReads(endpoints)));
        byVerb.put(Verb.LIST, new ListObjects(backend));
        byVerb.put(Verb.WATCH, new Watch(backend));
        byVerb.put(Verb.CREATE, new Create(backend));
        byVerb.put(Verb.UPDATE, new Replace(backend));
        byVerb.put(Verb.PATCH, new PatchObjects(backend));
        byVerb.put(Verb.DELETE, new Delete(backend));
        byVerb.put(Verb.DELETECOLLECTION, new DeleteCollection(backend));
        evict = new Evict(backend);
        log = new PodLog(backend);
        measured = new Measured(backend, new InternalReads(endpoints));
    }

    /**
     * Answers a request. May parse large bodies: not for an event loop. The future fails with StatusException on
     * refusal.
     */
    public CompletableFuture<Answer> run(Call call) {
        try {
            return handler(call.request()).handle(call);
        } catch (StatusException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    private VerbHandler handler(ApiRequest.Resource request) {
        boolean measures = VirtualKinds.measured(request.kind());
        if (request.virtual() && !measures) {
            return review;
        }
        if (UNSERVED.contains(request.subresource())) {
            throw Review.notServed(request);
        }
        if (ApiRequest.CONNECTED.contains(request.subresource())) {
            throw StatusException.badRequest("Upgrade request required");
        }
        if (!backend.ready()) {
            throw StatusException.of(
                    503, "ServiceUnavailable", "the server is still reading the log and cannot answer yet");
        }
        if (measures) {
            return measured;
        }
        if (request.subresource().equals("log")) {
            return log;
        }
        if (request.subresource().equals("eviction")) {
            return evict;
        }
        VerbHandler handler = byVerb.get(request.verb());
        if (handler == null) {
            throw ApiRequest.notAllowed();
        }
        return handler;
    }
}
