package io.shiplog.standalone.cell;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shiplog.api.ApiRole;
import io.shiplog.schemas.codec.AvroRecordCodec;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.role.MetricsServer;
import io.shiplog.schemas.role.Role;
import io.shiplog.standalone.broker.EmbeddedBroker;
import io.shiplog.standalone.broker.Genesis;
import io.shiplog.standalone.broker.Ports;
import io.shiplog.standalone.broker.TopicSetup;
import io.shiplog.standalone.registry.RegistryServer;
import io.shiplog.standalone.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole cluster in this JVM: broker, topics, schema registry, then every role, each as soon as what it needs is
 * there.
 * Stops in the opposite order, the broker last, so that every role can still write its last records.
 */
public final class Cell implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cell.class);
    private static final String LOOPBACK = "127.0.0.1";
    /** So long an executor waits at most for the roles that answer. */
    private static final long ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final CellConfig config;
    private final Progress progress;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    /** What has been started, last first. */
    private final Deque<Part> parts = new ArrayDeque<>();

    private final List<Role> roles = new ArrayList<>();
    /** This data directory was a cluster before. */
    private boolean hasPast;

    private volatile boolean closing;

    private @Nullable ClusterFile clusterFile;
    private @Nullable RegistryServer registryServer;

    private record Part(String name, AutoCloseable what) {}

    /** A cluster that is not started yet. */
    public Cell(CellConfig config, Progress progress) {
        this.config = config;
        this.progress = progress;
    }

    /**
     * Starts everything and returns when every role has been started; {@link #waiting} tells what is not ready yet.
     *
     * @throws UserError when it cannot; what had been started runs until {@link #close}
     */
    public void start() {
        CompletableFuture<?> warm = CompletableFuture.runAsync(Roles::load, Cell::ownThread);
        EmbeddedBroker broker = part("broker", this::broker);
        ClusterContext base = cluster(broker);
        warm.join();
        List<CompletableFuture<?>> starting = new ArrayList<>();
        List<RoleMaker> waiting = new ArrayList<>();
        for (RoleMaker maker : Roles.of(config)) {
            if (hasPast && Roles.canWait(maker.name())) {
                waiting.add(maker);
            } else {
                starting.add(CompletableFuture.runAsync(() -> startRole(maker, base), Cell::ownThread));
            }
        }
        List<CompletableFuture<?>> first = List.copyOf(starting);
        for (RoleMaker maker : waiting) {
            starting.add(CompletableFuture.runAsync(() -> startAfter(first, maker, base), Cell::ownThread));
        }
        MetricsServer metrics =
                part("metrics", () -> MetricsServer.start(meters, this::exposition, this::failure, LOOPBACK, 0));
        try {
            CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw asUserError(e.getCause() == null ? e : e.getCause());
        }
        writeClusterFile(broker, metrics);
    }

    private EmbeddedBroker broker() throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(config.dataDir().broker(), config.broker());
        progress.tell("Kafka broker at " + broker.bootstrapServers());
        return broker;
    }

    /** Topics and schema registry, side by side; then what every role needs. */
    private ClusterContext cluster(EmbeddedBroker broker) {
        String bootstrap = broker.bootstrapServers();
        CompletableFuture<SchemaRegistry> registry =
                CompletableFuture.supplyAsync(() -> SchemaRegistry.open(bootstrap), Cell::ownThread);
        int wanted = config.partitions() > 0 ? config.partitions() : Genesis.DEFAULT_PARTITIONS;
        try {
            hasPast = Files.exists(config.dataDir().genesis());
            Genesis genesis = Genesis.keptIn(config.dataDir().genesis(), TopicSetup.create(bootstrap, wanted));
            if (config.partitions() > 0 && config.partitions() != genesis.namespacePartitions()) {
                throw new UserError(
                        "This cluster was made with " + genesis.namespacePartitions()
                                + " partitions and cannot be started with " + config.partitions() + ".",
                        "Leave --partitions out, or start a new cluster with another --data-dir.");
            }
            progress.tell((hasPast ? "cluster " : "new cluster ") + genesis.clusterId());
            SchemaRegistry schemas = part("schema registry", registry::join);
            registryServer = part(
                    "registry server",
                    () -> RegistryServer.start(schemas, genesis.clusterId(), LOOPBACK, registryPort()));
            SecretCipher cipher = SecretCipher.fromFile(config.dataDir().secretsKey());
            return new ClusterContext(
                    bootstrap,
                    genesis.clusterId(),
                    genesis.namespacePartitions(),
                    new AvroRecordCodec(schemas, cipher),
                    config.dataDir().root(),
                    meters,
                    cipher);
        } catch (IOException | RuntimeException e) {
            throw asUserError(e);
        }
    }

    /** The same at every start where it is free, so that executors in processes of their own find it again. */
    private int registryPort() throws IOException {
        Path file = config.dataDir().root().resolve("registry.port");
        String kept = Files.exists(file) ? Files.readString(file).strip() : "";
        int port = Ports.freeOr(kept.matches("\\d{1,5}") ? Integer.parseInt(kept) : 0);
        Files.writeString(file, Integer.toString(port));
        return port;
    }

    /**
     * Starts a role when commands are carried out, or after a while, lest what runs is without its executor for
     * long; not at all when another role could not start or the cell closes.
     */
    private void startAfter(List<CompletableFuture<?>> first, RoleMaker maker, ClusterContext base) {
        long giveUp = System.nanoTime() + ANSWERS_NANOS;
        while (!answers() && System.nanoTime() < giveUp) {
            if (closing || first.stream().anyMatch(CompletableFuture::isCompletedExceptionally)) {
                return;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        startRole(maker, base);
    }

    private boolean answers() {
        synchronized (roles) {
            return roles.stream()
                            .filter(role -> Roles.ANSWER.contains(role.name()) && role.ready())
                            .count()
                    == Roles.ANSWER.size();
        }
    }

    private void startRole(RoleMaker maker, ClusterContext base) {
        Role role = maker.make(base.in(config.dataDir().role(maker.name())));
        synchronized (roles) {
            roles.add(role);
        }
        Gauge.builder("shiplog.role.ready", role, r -> r.ready() ? 1 : 0)
                .tag("role", role.name())
                .register(meters);
        role.start();
        if (role instanceof ApiRole api) {
            writeKubeconfig(api);
        }
        LOG.info("Started {}", role.name());
    }

    private void writeKubeconfig(ApiRole api) {
        try {
            api.writeKubeconfig(config.dataDir().kubeconfig());
        } catch (IOException e) {
            throw new UserError(
                    "The kubeconfig could not be written: " + e.getMessage(),
                    "Make " + config.dataDir().root() + " writable.");
        }
    }

    private void writeClusterFile(EmbeddedBroker broker, MetricsServer metrics) {
        ProcessHandle self = ProcessHandle.current();
        RegistryServer registry = registryServer;
        ClusterFile file = new ClusterFile(
                self.pid(),
                ClusterFile.started(self),
                broker.bootstrapServers(),
                registry == null ? "" : "http://" + LOOPBACK + ":" + registry.port(),
                "https://" + LOOPBACK + ":" + config.apiPort(),
                "http://" + LOOPBACK + ":" + metrics.port() + "/metrics",
                config.runtime().kind(),
                config.runtime().why());
        file.write(config.dataDir());
        clusterFile = file;
    }

    /** Roles that are not ready yet, by name; empty when the cluster does all its work. */
    public List<String> waiting() {
        synchronized (roles) {
            return roles.stream().filter(role -> !role.ready()).map(Role::name).toList();
        }
    }

    private String exposition() {
        synchronized (roles) {
            return roles.stream().map(Role::exposition).collect(Collectors.joining());
        }
    }

    /** Why a role is broken and will not recover by itself, or the empty string. */
    public String failure() {
        synchronized (roles) {
            return roles.stream()
                    .map(Role::failure)
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("");
        }
    }

    @Override
    public void close() {
        closing = true;
        closeRoles();
        while (true) {
            Part part;
            synchronized (parts) {
                part = parts.poll();
            }
            if (part == null) {
                break;
            }
            try {
                part.what.close();
                progress.tell("stopped " + part.name);
            } catch (Exception e) {
                LOG.error("{} did not stop cleanly", part.name, e);
            }
        }
        try {
            if (clusterFile != null) {
                Files.deleteIfExists(config.dataDir().clusterFile());
            }
        } catch (IOException e) {
            LOG.warn("{} is left behind", config.dataDir().clusterFile(), e);
        }
    }

    /**
     * Not the common pool: that has one thread on two processors, and these wait for each other and for the network.
     */
    private static void ownThread(Runnable work) {
        Thread thread = new Thread(work, "cell");
        thread.setDaemon(true);
        thread.start();
    }

    /** All at once, since none waits for another; a role that was made and not started closes as well. */
    private void closeRoles() {
        List<Role> closing;
        synchronized (roles) {
            closing = List.copyOf(roles);
            roles.clear();
        }
        CompletableFuture.allOf(closing.stream()
                        .map(role -> CompletableFuture.runAsync(() -> closeRole(role), Cell::ownThread))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private void closeRole(Role role) {
        try {
            role.close();
            progress.tell("stopped " + role.name());
        } catch (RuntimeException e) {
            LOG.error("{} did not stop cleanly", role.name(), e);
        }
    }

    private interface Opener<T> {
        T open() throws IOException;
    }

    private <T extends AutoCloseable> T part(String name, Opener<T> opener) {
        try {
            T opened = opener.open();
            synchronized (parts) {
                parts.push(new Part(name, opened));
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            throw asUserError(e);
        }
    }

    private UserError asUserError(Throwable e) {
        if (e instanceof UserError known) {
            return known;
        }
        LOG.error("The cluster cannot start", e);
        return new UserError(
                e.getMessage() == null ? e.toString() : e.getMessage(),
                "The whole story is in " + config.dataDir().log() + ".");
    }
}
