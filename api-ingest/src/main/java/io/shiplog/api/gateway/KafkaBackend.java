package io.shiplog.api.gateway;

import io.micrometer.core.instrument.Gauge;
import io.shiplog.api.read.Backend;
import io.shiplog.api.read.Change;
import io.shiplog.api.read.ClusterMirror;
import io.shiplog.api.read.LogEnd;
import io.shiplog.api.read.Outcome;
import io.shiplog.api.read.ResourceView;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The cluster behind the log: two mirrors to read from, one gateway to write through. */
public final class KafkaBackend implements Backend, AutoCloseable {

    private static final long READ_WAIT_MILLIS = 30_000;
    private static final int WINDOW_COUNT_MAX = 50_000;

    private final ResourceView resources;
    private final ResourceView events;
    private final ClusterMirror resourcesMirror;
    private final ClusterMirror eventsMirror;
    private final LogEnd ends;
    private final CommandGateway gateway;

    /**
     * Connects nothing yet: see {@link #start}.
     *
     * @param windowBytesMax bytes of recent events kept for each kind
     * @param work where waiting requests go on
     */
    public KafkaBackend(ClusterContext context, long windowBytesMax, Executor work) {
        this.resources = new ResourceView(work, WINDOW_COUNT_MAX, windowBytesMax);
        this.events = new ResourceView(work, WINDOW_COUNT_MAX, windowBytesMax);
        this.resourcesMirror = new ClusterMirror(context, Topics.RESOURCES, resources);
        this.eventsMirror = new ClusterMirror(context, Topics.EVENTS, events);
        this.ends = new LogEnd(context.bootstrapServers(), List.of(Topics.RESOURCES, Topics.EVENTS), work);
        this.gateway = new CommandGateway(context, this::view, work);
        Gauge.builder("shiplog.api.watchers", this, b -> b.resources.watching() + b.events.watching())
                .description("open watches")
                .register(context.metrics());
    }

    public void start() {
        resourcesMirror.startBefore(eventsMirror);
        ends.start();
        gateway.start();
    }

    @Override
    public ResourceView view(Kind kind) {
        return kind.uncachedTopic() ? events : resources;
    }

    @Override
    public CompletableFuture<Void> upToDate(Kind kind) {
        Topic topic = kind.uncachedTopic() ? Topics.EVENTS : Topics.RESOURCES;
        return ends.of(topic)
                .thenCompose(end -> view(kind).whenPassed(end).orTimeout(READ_WAIT_MILLIS, TimeUnit.MILLISECONDS))
                .exceptionally(error -> {
                    Throwable cause = error.getCause() == null ? error : error.getCause();
                    throw cause instanceof StatusException status ? status : CommandGateway.timedOut();
                });
    }

    @Override
    public CompletableFuture<Outcome> submit(Change change) {
        return gateway.submit(change);
    }

    @Override
    public boolean ready() {
        // Who asks for Events before they have been read waits for them; see upToDate.
        return resourcesMirror.loaded() && gateway.listening();
    }

    /** Why it will not recover, or empty. */
    public String failure() {
        return resourcesMirror.failure().isEmpty() ? eventsMirror.failure() : resourcesMirror.failure();
    }

    @Override
    public void close() {
        gateway.close();
        ends.close();
        resourcesMirror.close();
        eventsMirror.close();
    }
}
