package io.shiplog.executor.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.shiplog.executor.access.AccessRoutes;
import io.shiplog.executor.access.RunningPods;
import io.shiplog.executor.access.Whereabouts;
import io.shiplog.executor.journal.CommandJournal;
import io.shiplog.executor.logs.LogShipping;
import io.shiplog.executor.logs.Shipping;
import io.shiplog.executor.metrics.MetricsConfig;
import io.shiplog.executor.metrics.Sampler;
import io.shiplog.executor.node.CommandLog;
import io.shiplog.executor.node.NodeCore;
import io.shiplog.executor.node.ProcessIdentity;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.ContainerRuntime;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.role.Role;
import io.shiplog.schemas.role.SteadyClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor process: one loop thread that owns {@link NodeCore}, fed by the command reader and the runtime, feeding
 * the runtime and
 * the status sender. Commands are on disk before the runtime hears of them. With Kafka away everything but news from
 * it goes on.
 */
public final class NodeRole implements Role {

    /** Batches of commands that may wait for the loop; the reader pauses beyond. */
    private static final int COMMAND_BATCHES_MAX = 4;
    /** Time in which changes are collected before they are reported. */
    private static final long REPORT_LINGER_MILLIS = 5;
    /** Most pods whose reports are made in one turn of the loop. */
    private static final int REPORT_PODS_MAX = 4_000;

    private static final long IDLE_MILLIS = 1_000;
    /** Beyond the pods' own time: the runtime's answer and the last reports. */
    private static final long SHUTDOWN_SLACK_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(NodeRole.class);

    /** One thing for the loop to take in. */
    private interface Input {
        void into(NodeCore core, long nowMillis);
    }

    private final NodeConfig config;
    private final MetricsConfig sampling;
    private final ClusterContext context;
    private final SteadyClock clock = new SteadyClock();
    private final String instance = UUID.randomUUID().toString();
    private final LinkedBlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(COMMAND_BATCHES_MAX);
    private final Thread thread = new Thread(this::run, "node-executor");
    private @Nullable ContainerRuntime runtime;
    private @Nullable CommandJournal journal;
    private @Nullable NodeCore core;
    private @Nullable CommandReader reader;
    private @Nullable StatusSender sender;
    private @Nullable AccessRoutes streams;
    private @Nullable InternalServer access;
    private Shipping logs = Shipping.NONE;
    private @Nullable Sampler sampler;
    private long beatAtMillis;
    private long reportAtMillis;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean ending;
    private volatile boolean closing;
    private volatile boolean ready;
    private volatile int pods;
    private volatile String failure = "";

    /** An executor process that is not started yet. */
    public NodeRole(NodeConfig config, MetricsConfig sampling, ClusterContext context) {
        this.config = config;
        this.sampling = sampling;
        this.context = context;
        thread.setDaemon(true);
    }

    @Override
    public String name() {
        return "node-executor";
    }

    @Override
    public void start() {
        ContainerRuntime opened = NodeFactory.runtime(config, context, clock);
        runtime = opened;
        Templates templates = new Templates();
        CommandJournal log =
                new CommandJournal(context.dataDir().resolve("commands.journal"), templates, context.cipher());
        journal = log;
        InternalServer ways = waysIn(opened);
        access = ways;
        ProcessIdentity identity = new ProcessIdentity(
                config.host(),
                instance,
                Generation.next(context.dataDir()),
                ways.endpoint(),
                NodeFactory.scheme(config));
        NodeCore made = new NodeCore(identity, NodeFactory.claims(config), NodeFactory.machine(opened), log, templates);
        List<FoundPod> found = opened.listPods();
        List<CommandLog.SavedPod> saved = log.restore();
        made.recall(log.configurations());
        made.restore(saved, found, clock.getAsLong());
        core = made;
        logs = LogShipping.of(opened.logs(), context, config.host(), () -> inputs.add((to, now) -> {}));
        logs.adopt(found);
        StatusSender outgoing = new StatusSender(
                context.bootstrapServers(), config.host(), context.codec(), context.namespacePartitions());
        sender = outgoing;
        CommandReader incoming = new CommandReader(
                context.bootstrapServers(), config.host(), context.codec(), config.nodes(), new ReaderSink());
        reader = incoming;
        meters(outgoing);
        opened.start(this::seen);
        outgoing.start();
        incoming.start();
        thread.start();
        sampler = Sampler.start(
                sampling, NodeFactory.sampled(config), opened, context, clock, look -> inputs.add(look::at));
    }

    private InternalServer waysIn(ContainerRuntime opened) {
        AccessRoutes routes = new AccessRoutes(opened.access(), new AskedOfLoop());
        streams = routes;
        try {
            return InternalServer.start(context.internalToken(), config.address(), config.address(), routes.routes());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void meters(StatusSender outgoing) {
        Gauge.builder("shiplog.executor.pods", () -> pods)
                .description("pods known to the nodes of this process")
                .register(context.metrics());
        Gauge.builder("shiplog.executor.status.sent", outgoing.sent(), n -> n.doubleValue())
                .description("records acknowledged")
                .register(context.metrics());
        Gauge.builder("shiplog.executor.status.errors", outgoing.errors(), n -> n.doubleValue())
                .description("attempts to send that failed")
                .register(context.metrics());
        Gauge.builder("shiplog.executor.inputs", inputs, LinkedBlockingQueue::size)
                .description("commands and observations that wait for the loop")
                .register(context.metrics());
    }

    /** Hands the reader's finds to the loop; holds the reader back when the loop is behind. */
    private final class ReaderSink implements CommandReader.Sink {
        @Override
        public void commands(List<CommandReader.Command> commands) throws InterruptedException {
            room.acquire();
            inputs.add((to, now) -> {
                room.release();
                commands.forEach(command -> command(to, command, now));
            });
        }

        @Override
        public void caughtUp() {
            inputs.add(NodeCore::caughtUp);
        }
    }

    /** Asks the loop, which alone knows what runs. */
    private final class AskedOfLoop implements RunningPods {
        @Override
        public CompletableFuture<ContainerRef> container(String uid, String container) {
            return ask(to -> Whereabouts.container(to.find(uid), container));
        }

        @Override
        public CompletableFuture<PodRef> pod(String uid) {
            return ask(to -> Whereabouts.pod(to.find(uid), uid));
        }

        private <T> CompletableFuture<T> ask(Function<NodeCore, T> question) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            inputs.add((to, now) -> {
                try {
                    answer.complete(question.apply(to));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            return answer;
        }
    }

    private static void command(NodeCore core, CommandReader.Command command, long now) {
        try {
            core.command(command.node(), command.uid(), command.value(), now);
        } catch (IllegalArgumentException e) {
            LOG.error("a command for {}/{} cannot be read", command.node(), command.uid(), e);
        }
    }

    private void seen(List<Observation> observations) {
        logs.seen(observations);
        inputs.add((to, now) -> observations.forEach(seen -> to.observe(seen, now)));
    }

    private void run() {
        NodeCore here = need(core);
        Counter turns = Counter.builder("shiplog.executor.turns").register(context.metrics());
        List<Input> batch = new ArrayList<>();
        try {
            while (!closing) {
                Input first = inputs.poll(wait(here), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    inputs.drainTo(batch);
                }
                long now = clock.getAsLong();
                batch.forEach(input -> input.into(here, now));
                batch.clear();
                turn(here, now);
                turns.increment();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("the executor stopped", e);
            failure = "the executor stopped: " + e;
        }
    }

    private long wait(NodeCore here) {
        long now = clock.getAsLong();
        long due = Math.min(Math.min(here.nextMillis(), beatAtMillis), now + IDLE_MILLIS);
        due = Math.min(due, logs.nextMillis());
        if (here.hasReports()) {
            due = Math.min(due, Math.max(reportAtMillis, now + (need(sender).room() == 0 ? REPORT_LINGER_MILLIS : 0)));
        }
        return Math.max(0, due - now);
    }

    private void turn(NodeCore here, long now) {
        here.tick(now);
        need(journal).flush();
        List<RuntimeCall> calls = logs.pass(here.takeCalls(), now);
        if (!calls.isEmpty()) {
            need(runtime).call(calls);
        }
        StatusSender to = need(sender);
        if (to.takeRecovered()) {
            here.reportAll();
        }
        if (now >= beatAtMillis) {
            beat(here, to, now);
        }
        if (here.hasReports() && now >= reportAtMillis && to.room() > 0) {
            here.takeReports(REPORT_PODS_MAX, now).forEach(to::status);
            reportAtMillis = now + REPORT_LINGER_MILLIS;
        }
        if (ending && here.shutDown() && !here.hasReports() && to.room() == StatusSender.IN_FLIGHT_MAX) {
            ended.countDown();
        }
    }

    private void beat(NodeCore here, StatusSender to, long now) {
        beatAtMillis = now + config.heartbeatInterval().toMillis();
        HeartbeatBatch beat = to.mayBeat() ? here.heartbeat(need(runtime).unready(), now) : null;
        if (beat != null) {
            to.heartbeat(beat);
        }
        ready = here.ready();
        pods = here.pods();
        if (!here.failures().isEmpty()) {
            failure = String.join("; ", here.failures().values());
        }
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public String failure() {
        return failure;
    }

    @Override
    public void close() {
        endPods();
        closing = true;
        inputs.add((to, now) -> {});
        join();
        closeQuietly(streams, access, sampler, reader, sender, logs, runtime, journal);
    }

    /** A graceful node shutdown, where one is set: returns when no container lives and that has been reported. */
    private void endPods() {
        ShutdownGrace grace = config.shutdown();
        if (grace.total().isZero() || core == null) {
            return;
        }
        long critical = grace.critical().toMillis();
        inputs.add((to, now) -> {
            to.shutdown(now, grace.total().toMillis() - critical, critical);
            ending = true;
        });
        try {
            if (!ended.await(grace.total().toMillis() + SHUTDOWN_SLACK_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("some pods did not end, or could not be reported, within {}", grace.total());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void join() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(@Nullable AutoCloseable... parts) {
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                LOG.warn("while closing", e);
            }
        }
    }

    private static <T> T need(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not started");
        }
        return part;
    }
}
