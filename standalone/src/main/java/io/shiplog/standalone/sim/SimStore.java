package io.shiplog.standalone.sim;

import io.shiplog.reconciler.engine.Out;
import io.shiplog.reconciler.engine.SliceResult;
import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.FactKind;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What a task's store holds: exactly what the reconciler's processor keeps. Changes count when they are committed. */
final class SimStore {

    private static final String OBJECT = "o/";
    private static final String FACT = "f/";
    private static final String ROW = "r/";
    private static final String MEMBER = "m/";

    private final TreeMap<String, Object> committed = new TreeMap<>();
    private final Map<String, @Nullable Object> pending = new HashMap<>();

    /** Takes what one slice changed. */
    void write(SliceResult result) {
        for (Out out : result.outs()) {
            if (out.topic().equals(Topics.RESOURCES)) {
                boolean removed = out.value() instanceof ResourceEnvelope envelope && envelope.getRemoved();
                pending.put(OBJECT + out.key(), removed ? null : out.value());
            }
        }
        result.changes().facts().forEach((name, fact) -> pending.put(FACT + name, fact));
        result.changes().members().forEach((name, command) -> pending.put(MEMBER + name, command));
        rows(result.changes().rows());
    }

    void rows(Map<String, @Nullable String> rows) {
        rows.forEach((name, value) -> pending.put(ROW + name, value));
    }

    void commit() {
        pending.forEach((key, value) -> {
            if (value == null) {
                committed.remove(key);
            } else {
                committed.put(key, value);
            }
        });
        pending.clear();
    }

    void abort() {
        pending.clear();
    }

    /** A state with everything that was committed, as a task loads it. */
    ClusterState load(int partition, int partitions) {
        ClusterState state = new ClusterState(partition, partitions);
        committed.forEach((key, value) -> {
            if (value instanceof ResourceEnvelope envelope) {
                state.load(KubeObject.withPodFacts(envelope));
            } else if (value instanceof ClusterFact fact) {
                state.load(fact);
            } else if (value instanceof SpecificRecord command) {
                state.members().load(key.substring(MEMBER.length()), command);
            } else {
                state.rows().load(key.substring(ROW.length()), (String) value);
            }
        });
        return state;
    }

    /** Where a state that should equal what was committed does not; empty when it does. */
    List<String> differences(ClusterState state) {
        List<String> out = new ArrayList<>();
        TreeMap<String, Object> rest = new TreeMap<>(committed);
        for (KubeObject object : state.all()) {
            Object stored = rest.remove(OBJECT + object.key().encoded());
            if (!(stored instanceof ResourceEnvelope envelope)) {
                out.add(object + " is on the heap and not in the store");
            } else if (envelope.getVersion() != object.version() || !same(envelope, object)) {
                out.add(object + " differs from version " + envelope.getVersion() + " in the store");
            }
        }
        state.rows().withPrefix("").forEach((row, value) -> {
            Object stored = rest.remove(ROW + row);
            if (!value.equals(stored)) {
                out.add("row " + row + " is " + value + " on the heap and " + stored + " in the store");
            }
        });
        rest.entrySet()
                .removeIf(e -> e.getKey().startsWith(MEMBER)
                        && e.getValue().equals(state.members().named(e.getKey().substring(MEMBER.length()))));
        rest.forEach((key, value) -> {
            if (!(value instanceof ClusterFact fact) || !fact.equals(state.fact(kind(key), name(key)))) {
                out.add(key + " is in the store and not on the heap");
            }
        });
        return out;
    }

    /** Nearly always the bytes are equal, and asking that is five times cheaper than comparing trees. */
    private static boolean same(ResourceEnvelope stored, KubeObject object) {
        byte[] json = object.json();
        return stored.getObject().equals(ByteBuffer.wrap(json))
                || KubeObject.of(stored)
                        .copy()
                        .equals(KubeObject.parse(json, object.version()).copy());
    }

    private static FactKind kind(String key) {
        return FactKind.valueOf(part(key, k -> k.substring(0, k.indexOf('/'))));
    }

    private static String name(String key) {
        return part(key, k -> k.substring(k.indexOf('/') + 1));
    }

    private static String part(String key, Function<String, String> of) {
        return of.apply(key.substring(FACT.length()));
    }
}
