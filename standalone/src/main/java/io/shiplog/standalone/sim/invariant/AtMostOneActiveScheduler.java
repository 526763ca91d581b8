package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.BindPods;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Placements that were accepted, in the order of resources, are of schedulers whose epoch never goes back:
 * who came later
 * has fenced off who came before.
 */
public final class AtMostOneActiveScheduler implements Invariant {

    private final Function<String, @Nullable SpecificRecord> recordAt;
    private long newest;
    private String instance = "";

    /**
     * Judges bindings.
     *
     * @param recordAt the record at coordinates topic-partition@offset
     */
    public AtMostOneActiveScheduler(Function<String, @Nullable SpecificRecord> recordAt) {
        this.recordAt = recordAt;
    }

    @Override
    public void changed(Change change) {
        KubeObject before = change.before();
        KubeObject after = change.after();
        boolean bound = after != null
                && change.key().kind().equals(Kinds.POD.kind())
                && !after.node().isEmpty()
                && (before == null || before.node().isEmpty());
        if (!bound || !(recordAt.apply(change.envelope().getCause()) instanceof BindPods command)) {
            return;
        }
        boolean sameEpochOfAnother =
                command.getEpoch() == newest && !command.getInstance().equals(instance);
        if (command.getEpoch() < newest || sameEpochOfAnother) {
            fail(after + " was placed by " + command.getInstance() + " in epoch " + command.getEpoch() + " after "
                    + instance + " had placed in epoch " + newest);
        }
        newest = command.getEpoch();
        instance = command.getInstance();
    }
}
