package io.shiplog.standalone.sim;

import io.shiplog.reconciler.admit.Admission;
import io.shiplog.reconciler.admit.AdmissionConfig;
import io.shiplog.reconciler.controller.Controllers;
import io.shiplog.reconciler.engine.Alarm;
import io.shiplog.reconciler.engine.Input;
import io.shiplog.reconciler.engine.Out;
import io.shiplog.reconciler.engine.ReconcileEngine;
import io.shiplog.reconciler.engine.SliceResult;
import io.shiplog.reconciler.state.ClusterState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One namespace partition of the reconciler: an engine and its store, as the reconciler's processor binds them. */
final class SimTask {

    private final World world;
    private final int partition;
    private final SimStore store = new SimStore();
    private ReconcileEngine engine;
    private Alarm alarm;

    SimTask(World world, int partition) {
        this.world = world;
        this.partition = partition;
        this.engine = fresh();
        this.alarm = new Alarm(engine, world.clock().now());
    }

    private ReconcileEngine fresh() {
        ClusterState state = store.load(partition, world.partitions());
        ReconcileEngine made =
                new ReconcileEngine(World.CLUSTER_ID, state, Controllers.all(), new Admission(AdmissionConfig.DEFAULT));
        store.rows(state.drain().rows());
        return made;
    }

    int partition() {
        return partition;
    }

    /** Takes in one record; what came of it is in the store once it is committed. */
    List<Out> process(SimRecord record) {
        if (record.value() == null) {
            return List.of();
        }
        SliceResult result = engine.process(new Input(
                record.topic().name(), record.partition(), record.offset(), record.timestampMillis(), record.value()));
        alarm.heard(record.value(), world.clock().now());
        store.write(result);
        return result.outs();
    }

    /** Milliseconds until the alarm rings, or Long.MAX_VALUE. */
    long tickWait() {
        return alarm.waitMillis(world.clock().now());
    }

    /** The alarm, if it is due. */
    @Nullable
    Out tick() {
        return alarm.ring(world.clock().now());
    }

    void commit() {
        store.commit();
    }

    /** The heap is thrown away and made anew from what was committed. */
    void revive() {
        store.abort();
        engine = fresh();
        alarm = new Alarm(engine, world.clock().now());
    }

    /** Where heap and store differ, although everything is committed. */
    List<String> differences() {
        return store.differences(engine.state());
    }
}
