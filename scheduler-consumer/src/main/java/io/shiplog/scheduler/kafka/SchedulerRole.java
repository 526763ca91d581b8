package io.shiplog.scheduler.kafka;

import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.role.Role;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scheduler as a process of the cluster: one thread that runs {@link SchedulerLoop}. */
public final class SchedulerRole implements Role {

    private static final Logger LOG = LoggerFactory.getLogger(SchedulerRole.class);
    /** So long a close waits for the loop. */
    private static final long CLOSE_MILLIS_MAX = 10_000;
    /** Pause after an error of the broker or the network before the loop starts afresh. */
    private static final long RESTART_PAUSE_MILLIS = 1_000;

    private final ClusterContext context;
    private final SchedulerConfig config;
    private volatile boolean stopping;
    private volatile String failure = "";
    private volatile @Nullable SchedulerLoop loop;
    private @Nullable Thread thread;

    /** A scheduler of this cluster; nothing happens before {@link #start}. */
    public SchedulerRole(ClusterContext context, SchedulerConfig config) {
        this.context = context;
        this.config = config;
    }

    @Override
    public String name() {
        return "scheduler-consumer";
    }

    @Override
    public void start() {
        SchedulerMeters meters = new SchedulerMeters(context.metrics());
        Thread started = new Thread(() -> run(meters), name());
        thread = started;
        started.start();
    }

    /**
     * A loop that breaks is replaced by one that knows nothing, under a new epoch: nothing half-done survives. Unless
     * it was Kafka that failed, not even the checkpoint does, lest what broke the loop break the next one too.
     */
    private void run(SchedulerMeters meters) {
        while (!stopping) {
            try (SchedulerLoop fresh = new SchedulerLoop(context, config, "scheduler-" + UUID.randomUUID(), meters)) {
                loop = fresh;
                failure = "";
                if (!stopping) {
                    fresh.run();
                }
            } catch (RuntimeException e) {
                failure = "scheduler restarts after: " + e;
                LOG.error("scheduler loop ended, starts afresh", e);
                if (!(e instanceof KafkaException) && !(e.getCause() instanceof KafkaException)) {
                    SchedulerCheckpoint.forget(context);
                }
                pause();
            }
            loop = null;
        }
    }

    private void pause() {
        try {
            Thread.sleep(RESTART_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            stopping = true;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean ready() {
        SchedulerLoop running = loop;
        return running != null && running.placing();
    }

    @Override
    public String failure() {
        return failure;
    }

    @Override
    public void close() {
        stopping = true;
        SchedulerLoop running = loop;
        if (running != null) {
            running.stop();
        }
        Thread running2 = thread;
        if (running2 != null) {
            try {
                running2.join(CLOSE_MILLIS_MAX);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
