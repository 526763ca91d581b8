package io.shiplog.standalone.sim;

import io.shiplog.reconciler.liveness.LivenessConfig;
import io.shiplog.reconciler.liveness.LivenessWatch;
import io.shiplog.reconciler.liveness.LivenessWatch.Watched;
import io.shiplog.reconciler.liveness.NodeBatches;
import io.shiplog.schemas.record.HeartbeatBatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** The heartbeat watch with its store and its punctuation by the wall clock, as the reconciler's topology binds it. */
final class SimLiveness {

    /** How often it is asked whether the watch wants to look at the clock. */
    static final long TICK_MILLIS = 250;

    private final Map<String, Watched> committed = new TreeMap<>();
    private final Map<String, Watched> pending = new TreeMap<>();
    private LivenessWatch watch;

    SimLiveness(long wallMillis) {
        watch = fresh(wallMillis);
    }

    private LivenessWatch fresh(long wallMillis) {
        LivenessWatch made = new LivenessWatch(LivenessConfig.DEFAULT, wallMillis);
        committed.values().forEach(node -> made.load(node, wallMillis));
        return made;
    }

    List<SpecificRecord> heard(HeartbeatBatch batch, long wallMillis) {
        List<SpecificRecord> commands = watch.heard(batch, wallMillis);
        watch.drain().forEach(node -> pending.put(node.node(), node));
        return NodeBatches.of(commands);
    }

    List<SpecificRecord> tick(long wallMillis) {
        if (wallMillis < watch.nextLookMillis()) {
            return List.of();
        }
        List<SpecificRecord> commands = watch.tick(wallMillis);
        watch.drain().forEach(node -> pending.put(node.node(), node));
        return NodeBatches.of(commands);
    }

    void commit() {
        committed.putAll(pending);
        pending.clear();
    }

    /** Begins anew from what was committed. */
    void revive(long wallMillis) {
        pending.clear();
        watch = fresh(wallMillis);
    }
}
