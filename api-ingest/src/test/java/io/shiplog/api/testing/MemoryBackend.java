package io.shiplog.api.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.Expect;
import io.shiplog.api.read.Outcome;
import io.shiplog.api.read.ResourceView;
import io.shiplog.api.read.Stored;
import io.shiplog.api.read.Target;
import io.shiplog.api.read.Update;
import io.shiplog.schemas.convert.Conversion;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A cluster without a log: changes are applied on the spot, without defaults, validation or controllers. Patches are
 * merged
 * naively. What was submitted is kept for tests to look at.
 */
public final class MemoryBackend implements Backend {

    private final ResourceView view = new ResourceView(Runnable::run, 1_000, 1_000_000);
    private final List<Change> submitted = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private long offset = 100;
    private boolean ready = true;

    @Override
    public ResourceView view(Kind kind) {
        return view;
    }

    @Override
    public CompletableFuture<Void> upToDate(Kind kind) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean ready() {
        return ready;
    }

    /** Makes it answer as one that is still reading its log. */
    public void notReady() {
        ready = false;
    }

    /** Changes so far. */
    public synchronized List<Change> submitted() {
        return List.copyOf(submitted);
    }

    /** The next answers carry this warning. */
    public synchronized void warn(String text) {
        warnings.add(text);
    }

    /** Puts an object in, as if the log had brought it. */
    public synchronized Stored put(Kind kind, String json) {
        ObjectNode tree = Json.parse(json);
        ObjectNode metadata = Json.ensure(tree, "metadata");
        if (!metadata.has("uid")) {
            metadata.put("uid", UUID.randomUUID().toString());
        }
        Stored before = view.get(kind, Json.textAt(metadata, "namespace"), Json.textAt(metadata, "name"));
        long version = before == null ? 1 : before.object().version() + 1;
        return publish(kind, KubeObject.of(tree, version), false);
    }

    /** Takes an object out. */
    public synchronized void remove(Kind kind, String namespace, String name) {
        Stored before = view.get(kind, namespace, name);
        if (before != null) {
            publish(kind, before.object(), true);
        }
    }

    private Stored publish(Kind kind, KubeObject object, boolean removed) {
        // Every second offset is a marker, as in a log with transactions.
        offset += 2;
        view.publish(List.of(new Update(kind, object, offset, removed)), offset + 1);
        return new Stored(object, offset);
    }

    @Override
    public synchronized CompletableFuture<Outcome> submit(Change change) {
        submitted.add(change);
        try {
            return CompletableFuture.completedFuture(carryOut(change));
        } catch (StatusException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    private Outcome carryOut(Change change) {
        Target target = change.target();
        Stored current = view.get(target.kind(), target.namespace(), target.name());
        if (change instanceof Change.Create create) {
            if (current != null) {
                throw StatusException.alreadyExists(
                        target.kind().group(), target.kind().plural(), target.name());
            }
            return stored(change, created(target, Json.parse(create.object())), 201);
        }
        if (current == null) {
            throw StatusException.notFound(target.kind().group(), target.kind().plural(), target.name());
        }
        if (change instanceof Change.Delete delete) {
            expect(target, current, delete.expect());
            Stored last = change.ask().dryRun() ? current : publish(target.kind(), current.object(), true);
            return new Outcome(200, last, current.object().uid(), true, List.of());
        }
        ObjectNode next = current.object().copy();
        if (change instanceof Change.Patch patch) {
            expect(target, current, patch.expect());
            merge(next, Json.parse(patch.patch()));
        } else if (change instanceof Change.Replace replace) {
            expect(target, current, replace.expect());
            if (replace.subresource().equals("scale")) {
                merge(
                        next,
                        Json.object().set("spec", Json.parse(replace.object()).get("spec")));
            } else {
                next = Conversion.toStored(target.kind(), Json.parse(replace.object()));
                Json.ensure(next, "metadata").put("uid", current.object().uid());
            }
        }
        if (next.equals(current.object().tree())) {
            return new Outcome(200, current, current.object().uid(), false, List.of());
        }
        return stored(change, KubeObject.of(next, current.object().version() + 1), 200);
    }

    private Outcome stored(Change change, KubeObject object, int code) {
        Stored out = change.ask().dryRun()
                ? new Stored(object, -1)
                : publish(change.target().kind(), object, false);
        List<String> said = List.copyOf(warnings);
        warnings.clear();
        return new Outcome(code, out, object.uid(), false, said);
    }

    private static KubeObject created(Target target, ObjectNode sent) {
        ObjectNode stored = Conversion.toStored(target.kind(), sent);
        ObjectNode metadata = Json.ensure(stored, "metadata");
        metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", "2026-01-01T00:00:00Z");
        if (target.kind().namespaced()) {
            metadata.put("namespace", target.namespace());
        }
        return KubeObject.of(stored, 1);
    }

    private static void expect(Target target, Stored current, Expect expect) {
        boolean otherVersion = !expect.resourceVersion().isEmpty()
                && !expect.resourceVersion().equals(Long.toString(current.offset()));
        boolean otherUid =
                !expect.uid().isEmpty() && !expect.uid().equals(current.object().uid());
        if (otherVersion || otherUid) {
            throw StatusException.conflict(
                    target.kind().group(), target.kind().plural(), target.name(), "the object has been modified");
        }
    }

    private static void merge(ObjectNode into, ObjectNode patch) {
        patch.properties().forEach(e -> {
            JsonNode value = e.getValue();
            if (value.isNull()) {
                into.remove(e.getKey());
            } else if (value instanceof ObjectNode object && into.get(e.getKey()) instanceof ObjectNode there) {
                merge(there, object);
            } else {
                into.set(e.getKey(), value);
            }
        });
    }
}
