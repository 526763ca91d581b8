package io.shiplog.benchmarks.jmh;

import io.shiplog.scheduler.core.SchedulerCore;
import io.shiplog.scheduler.core.SchedulerSettings;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.Reply;
import java.time.Instant;
import java.util.List;

/** A scheduler without Kafka that is the only one and may place pods. */
final class SchedulingCell {

    static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);

    private static final int PARTITIONS = 1;

    private SchedulingCell() {}

    /** A scheduler that has seen these objects in this order and whose epoch has been echoed. */
    static SchedulerCore placing(List<KubeObject> objects) {
        SchedulerCore core = new SchedulerCore(new SchedulerSettings("default-scheduler", "bench", PARTITIONS, 0, 0));
        objects.forEach(object -> core.onResource(null, object));
        core.start(NOW);
        core.onReply(
                Reply.newBuilder()
                        .setRequestId("bench/register/1")
                        .setPartition(0)
                        .setCode(200)
                        .setEpoch(1)
                        .build(),
                NOW);
        core.caughtUp();
        return core;
    }

    /** Lets it see pods that wait. */
    static void see(SchedulerCore core, List<KubeObject> pods) {
        pods.forEach(pod -> core.onResource(null, pod));
        if (!core.hasWork()) {
            throw new IllegalStateException("the scheduler does not place anything");
        }
    }
}
