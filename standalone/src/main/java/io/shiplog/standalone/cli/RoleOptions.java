package io.shiplog.standalone.cli;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shiplog.schemas.codec.RecordCodecs;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.role.MetricsServer;
import io.shiplog.schemas.role.Role;
import io.shiplog.standalone.broker.Genesis;
import io.shiplog.standalone.broker.TopicSetup;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.DataDir;
import io.shiplog.standalone.cell.RoleMaker;
import io.shiplog.standalone.cell.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What every role that runs in a process of its own is told, and how it is run. */
final class RoleOptions {

    private static final long WATCH_MILLIS = 500;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,...",
            description = "Kafka (default: ${DEFAULT-VALUE})",
            defaultValue = "${env:SHIPLOG_BOOTSTRAP_SERVERS:-127.0.0.1:9092}")
    @SuppressWarnings("NullAway.Init")
    private String bootstrapServers;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "schema registry, any path allowed (default: ${DEFAULT-VALUE})",
            defaultValue = "${env:SHIPLOG_SCHEMA_REGISTRY:-http://127.0.0.1:8081}")
    @SuppressWarnings("NullAway.Init")
    private String registryUrl;

    @Option(
            names = "--secrets-key",
            paramLabel = "FILE",
            description = "key for Secrets, the same for all roles; made when missing (default: DIR/secrets.key)")
    private @Nullable Path secretsKey;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "/metrics and /healthz (default: ${DEFAULT-VALUE}; 0: any free one)")
    private int metricsPort = 9464;

    @Option(names = "--partitions", paramLabel = "P", description = "namespace partitions of a new cluster")
    private int partitions = Genesis.DEFAULT_PARTITIONS;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "settings of the serializer, named as Confluent's; record.codec.class exchanges it")
    private Map<String, String> settings = new LinkedHashMap<>();

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** True when it is said which Kafka: then a role is to be run, where the command could mean something else. */
    boolean isRole(CommandSpec spec) {
        return spec.commandLine().getParseResult().hasMatchedOption("--bootstrap-servers")
                || System.getenv("SHIPLOG_BOOTSTRAP_SERVERS") != null;
    }

    /** The running cluster of the data directory. Throws UserError when there is none. */
    ClusterFile running() {
        return data.running();
    }

    DataDir dir() {
        return data.dir();
    }

    Genesis topics() {
        return TopicSetup.create(bootstrapServers, partitions);
    }

    /** What is left to do when a role has been started. */
    interface Started {
        void role(Role role) throws IOException;
    }

    /** Runs one role until the process is told to stop. 0, or 1 when the role broke. */
    Integer run(RoleMaker maker) throws IOException, InterruptedException {
        return run(maker, role -> {});
    }

    /** The same, with something to do once it has been started. */
    Integer run(RoleMaker maker, Started started) throws IOException, InterruptedException {
        return run(maker, started, Closing.LIMIT);
    }

    /** The same, with the time that it may take to stop. */
    Integer run(RoleMaker maker, Started started, Duration limit) throws IOException, InterruptedException {
        begin();
        Genesis genesis = topics();
        Map<String, String> codecSettings = new LinkedHashMap<>(settings);
        codecSettings.putIfAbsent("schema.registry.url", registryUrl);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        SecretCipher cipher = SecretCipher.fromFile(secretsKey == null ? dir().secretsKey() : secretsKey);
        ClusterContext context = new ClusterContext(
                bootstrapServers,
                genesis.clusterId(),
                genesis.namespacePartitions(),
                RecordCodecs.of(codecSettings, cipher),
                dir().role(maker.name()),
                meters,
                cipher);
        Role role = maker.maker().apply(context);
        role.start();
        started.role(role);
        System.out.println(role.name() + " started, cluster " + genesis.clusterId());
        try (MetricsServer metrics =
                MetricsServer.start(meters, role::exposition, role::failure, "0.0.0.0", metricsPort)) {
            return untilStopped(role, new Watch(role)::failure, limit);
        }
    }

    /** Asks a role how it is, again and again; says once that it is ready. */
    private static final class Watch {
        private final Role role;
        private boolean told;

        Watch(Role role) {
            this.role = role;
        }

        String failure() {
            if (!told && role.ready()) {
                told = true;
                System.out.println(role.name() + " ready");
            }
            return role.failure();
        }
    }

    /** Prepares the data directory and the log. */
    void begin() {
        dir().prepare();
        Logging.toFile(dir());
    }

    /** Waits for SIGTERM or Ctrl-C or for a failure, then closes, which may take so long. */
    static Integer untilStopped(AutoCloseable what, Supplier<String> failure, Duration limit)
            throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.countDown();
                            try {
                                stopped.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "stop"));
        try {
            while (!stop.await(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!failure.get().isEmpty()) {
                    throw new UserError(failure.get(), "The log tells more.");
                }
            }
            return 0;
        } finally {
            String problem = Closing.close(what, limit);
            if (!problem.isEmpty()) {
                System.err.println("did not stop cleanly: " + problem);
            }
            Logging.end();
            stopped.countDown();
        }
    }
}
