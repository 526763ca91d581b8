package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.Admission;
import io.shiplog.reconciler.admit.AdmissionConfig;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Controllers;
import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.DeleteObject;
import io.shiplog.schemas.record.PatchObject;
import io.shiplog.schemas.record.PatchType;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One engine with one partition, fed by hand: what it sends itself comes back in order, time moves when told. */
final class EngineHarness {

    static final int SLICES_MAX = 10_000;

    ClusterState state = new ClusterState(0, 1);
    ReconcileEngine engine;
    final List<Out> outs = new ArrayList<>();
    final List<List<Out>> slices = new ArrayList<>();
    private final List<Controller> controllers;
    private final Map<String, String> storedRows = new TreeMap<>();
    private final Map<String, SpecificRecord> storedMembers = new TreeMap<>();
    private final Deque<SpecificRecord> inbox = new ArrayDeque<>();
    private long offset;
    private long nowMillis = 1_700_000_000_000L;
    private int request;

    EngineHarness() {
        this(Controllers.all());
    }

    EngineHarness(List<Controller> controllers) {
        this.controllers = controllers;
        engine = new ReconcileEngine("test-cluster", state, controllers, new Admission(AdmissionConfig.DEFAULT));
    }

    /** Another process takes over: its state is loaded from what was stored. */
    void restart() {
        ClusterState loaded = new ClusterState(0, 1);
        Who nobody = new Who("", "", "", "");
        state.all().forEach(object -> loaded.load(KubeObject.withPodFacts(Envelopes.of(object, false, nobody))));
        storedRows.forEach((row, value) -> loaded.rows().load(row, value));
        storedMembers.forEach((name, command) -> loaded.members().load(name, command));
        state = loaded;
        engine = new ReconcileEngine("test-cluster", state, controllers, new Admission(AdmissionConfig.DEFAULT));
    }

    /** The store is gone, and the state made anew from the objects alone. */
    void rebuild() {
        storedRows.clear();
        storedMembers.clear();
        restart();
        engine.wakeAll();
    }

    private void store(ClusterState.Changes changes) {
        changes.rows().forEach((row, value) -> keep(storedRows, row, value));
        changes.members().forEach((name, command) -> keep(storedMembers, name, command));
    }

    private static <V> void keep(Map<String, V> store, String name, @Nullable V value) {
        if (value == null) {
            store.remove(name);
        } else {
            store.put(name, value);
        }
    }

    /** Puts a command at the end of the log and works until the log is read. */
    @Nullable
    Reply send(SpecificRecord command) {
        int before = outs.size();
        inbox.add(command);
        drain();
        return outs.subList(before, outs.size()).stream()
                .filter(o -> o.value() instanceof Reply)
                .map(o -> (Reply) o.value())
                .findFirst()
                .orElse(null);
    }

    /** Takes everything that was sent to itself. */
    void drain() {
        int bound = 0;
        while (!inbox.isEmpty()) {
            if (++bound > SLICES_MAX) {
                throw new AssertionError("not quiet after " + SLICES_MAX + " slices");
            }
            step(inbox.removeFirst());
        }
    }

    /** One record, whatever it leads to. */
    List<Out> step(SpecificRecord record) {
        SliceResult result = engine.process(new Input(Topics.COMMANDS.name(), 0, offset++, nowMillis, record));
        store(result.changes());
        outs.addAll(result.outs());
        slices.add(result.outs());
        result.outs().stream()
                .filter(o -> o.topic().equals(Topics.COMMANDS) && o.value() != null)
                .forEach(o -> inbox.add((SpecificRecord) java.util.Objects.requireNonNull(o.value())));
        return result.outs();
    }

    /** Time passes and no Tick comes. */
    void elapse(long millis) {
        nowMillis += millis;
    }

    void advance(long millis) {
        elapse(millis);
        if (engine.earliestTimer() <= nowMillis) {
            send(new io.shiplog.schemas.record.Tick(0, nowMillis));
        }
    }

    CommandMeta meta() {
        return CommandMeta.newBuilder()
                .setActor("admin")
                .setRequestId("r" + request++)
                .setReplyPartition(0)
                .setFieldValidation("Strict")
                .build();
    }

    @Nullable
    Reply create(Kind kind, String namespace, String json) {
        ObjectNode tree = Json.parse(json.replace('\'', '"'));
        return send(new CreateObject(
                meta(),
                kind.group(),
                "v1",
                kind.kind(),
                namespace,
                Json.textAt(tree, "metadata", "name"),
                ByteBuffer.wrap(Json.bytes(tree))));
    }

    @Nullable
    Reply patch(Kind kind, String namespace, String name, String subresource, String json) {
        return send(new PatchObject(
                meta(),
                kind.group(),
                "v1",
                kind.kind(),
                namespace,
                name,
                subresource,
                PatchType.JSON_MERGE,
                ByteBuffer.wrap(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                null));
    }

    /** One patch as one slice; what it leads to waits for {@link #drain}. */
    void stepPatch(Kind kind, String namespace, String name, String json) {
        step(patch(kind, namespace, name, json));
    }

    private PatchObject patch(Kind kind, String namespace, String name, String json) {
        return new PatchObject(
                meta(),
                kind.group(),
                "v1",
                kind.kind(),
                namespace,
                name,
                "",
                PatchType.JSON_MERGE,
                ByteBuffer.wrap(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                null);
    }

    @Nullable
    Reply delete(Kind kind, String namespace, String name, String propagation) {
        return send(new DeleteObject(
                meta(), kind.group(), "v1", kind.kind(), namespace, name, null, propagation, -1L, false));
    }

    void namespace(String name) {
        create(Kinds.NAMESPACE, "", "{'metadata':{'name':'" + name + "'}}");
    }

    List<KubeObject> list(Kind kind, String namespace) {
        return List.copyOf(state.list(kind, namespace));
    }
}
