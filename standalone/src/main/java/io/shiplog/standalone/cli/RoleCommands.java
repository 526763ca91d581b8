package io.shiplog.standalone.cli;

import io.shiplog.api.ApiConfig;
import io.shiplog.api.ApiRole;
import io.shiplog.executor.kafka.NodeConfig;
import io.shiplog.executor.kafka.ShutdownGrace;
import io.shiplog.executor.metrics.MetricsConfig;
import io.shiplog.logs.topology.LogsConfig;
import io.shiplog.logs.topology.LogsRole;
import io.shiplog.scheduler.kafka.SchedulerConfig;
import io.shiplog.scheduler.kafka.SchedulerRole;
import io.shiplog.standalone.broker.BrokerConfig;
import io.shiplog.standalone.broker.EmbeddedBroker;
import io.shiplog.standalone.broker.Genesis;
import io.shiplog.standalone.broker.TopicSetup;
import io.shiplog.standalone.cell.CellConfig;
import io.shiplog.standalone.cell.Nodes;
import io.shiplog.standalone.cell.RoleMaker;
import io.shiplog.standalone.cell.Roles;
import io.shiplog.standalone.cell.RuntimeChoice;
import io.shiplog.standalone.cell.UserError;
import io.shiplog.standalone.registry.RegistryServer;
import io.shiplog.standalone.registry.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One role in a process of its own; the same code as inside a whole cluster. */
final class RoleCommands {

    private RoleCommands() {}

    private static CellConfig config(RoleOptions options, RuntimeChoice runtime, int nodes) {
        return new CellConfig(options.dir(), runtime, nodes, "", "", 0, 0, BrokerConfig.local());
    }

    private static RuntimeChoice none() {
        return RuntimeChoice.none();
    }

    /** HTTP in, commands out. */
    @Command(name = "api", description = "Run an API server.", mixinStandardHelpOptions = true)
    static final class Api implements Callable<Integer> {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        private RoleOptions options;

        @Option(names = "--bind", paramLabel = "ADDRESS", description = "(default: ${DEFAULT-VALUE})")
        private String bind = "127.0.0.1";

        @Option(
                names = "--advertise",
                paramLabel = "HOST",
                description = "name that clients use, also in the certificate")
        private String advertise = "127.0.0.1";

        @Option(names = "--port", paramLabel = "PORT", description = "(default: ${DEFAULT-VALUE})")
        private int port = 6443;

        @Option(
                names = "--kubeconfig",
                paramLabel = "FILE",
                description = "where to write it (default: DIR/kubeconfig)")
        private @Nullable Path kubeconfig;

        @Override
        public Integer call() throws Exception {
            Path file = kubeconfig == null ? options.dir().kubeconfig() : kubeconfig;
            ApiConfig local = ApiConfig.local(options.dir().root().resolve("pki"));
            ApiConfig config = new ApiConfig(
                    port,
                    bind,
                    local.pkiDir(),
                    advertise,
                    local.extraHosts(),
                    local.manifestUser(),
                    local.watchWindowBytes());
            return options.run(new RoleMaker("api-ingest", context -> new ApiRole(context, config)), role -> {
                if (role instanceof ApiRole api) {
                    api.writeKubeconfig(file);
                }
            });
        }
    }

    /** The state and its controllers. */
    @Command(name = "reconciler", description = "Run a streams-reconciler.", mixinStandardHelpOptions = true)
    static final class Reconciler implements Callable<Integer> {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        private RoleOptions options;

        @Override
        public Integer call() throws Exception {
            return options.run(Roles.named("streams-reconciler", config(options, none(), 1)));
        }
    }

    /** Pods to nodes. */
    @Command(name = "scheduler", description = "Run a scheduler.", mixinStandardHelpOptions = true)
    static final class Scheduler implements Callable<Integer> {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        private RoleOptions options;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private SchedulerOptions scheduler;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            SchedulerConfig config = scheduler.config(spec.commandLine().getErr());
            return options.run(new RoleMaker("scheduler-consumer", context -> new SchedulerRole(context, config)));
        }
    }

    /** Commands to containers. */
    @Command(name = "node", description = "Run an executor with one or more nodes.", mixinStandardHelpOptions = true)
    static final class Node implements Callable<Integer> {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        private RoleOptions options;

        @Option(names = "--runtime", paramLabel = "KIND", description = "auto, docker, process or simulated")
        private String runtime = "auto";

        @Option(names = "--nodes", paramLabel = "N", description = "how many nodes (default: ${DEFAULT-VALUE})")
        private int nodes = 1;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "name of the node; several are NAME-1, NAME-2 … (default: ${DEFAULT-VALUE})")
        private String name = "node";

        @Option(
                names = "--host",
                paramLabel = "NAME",
                description = "name of this process, the same after a restart and of no other (default: executor-NAME)")
        private @Nullable String host;

        @Option(
                names = "--address",
                paramLabel = "ADDRESS",
                description = "of the nodes, where exec and port-forward reach them (default: ${DEFAULT-VALUE})")
        private String address = "127.0.0.1";

        @Option(
                names = "--shutdown-grace-period",
                paramLabel = "SECONDS",
                description = "end all pods within this time when told to stop; 0 leaves them running"
                        + " (default: ${DEFAULT-VALUE})")
        private long shutdownSeconds;

        @Option(
                names = "--shutdown-grace-period-critical-pods",
                paramLabel = "SECONDS",
                description = "the part of it that is kept for critical pods (default: ${DEFAULT-VALUE})")
        private long criticalSeconds;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private MetricsOptions metrics;

        @Override
        public Integer call() throws Exception {
            MetricsConfig sampling = metrics.config();
            RuntimeChoice choice = RuntimeChoice.of(runtime, System.getenv());
            String process = host == null ? "executor-" + name : host;
            ShutdownGrace grace;
            try {
                grace = new ShutdownGrace(Duration.ofSeconds(shutdownSeconds), Duration.ofSeconds(criticalSeconds));
            } catch (IllegalArgumentException e) {
                throw new UserError("The options do not fit: " + e.getMessage() + ".", "Give more, or less of it.");
            }
            NodeConfig node =
                    Nodes.of(config(options, choice, nodes), process, name).with(address, grace);
            Duration stop = Closing.LIMIT.plusSeconds(shutdownSeconds);
            return options.run(Roles.executor(node, sampling), role -> {}, stop);
        }
    }

    /** Lines of containers: looked for in the running cluster, or kept by this process. */
    @Command(
            name = "logs",
            description = {
                "Search the lines of all containers of the running cluster, also of pods that are gone.",
                "With --bootstrap-servers (or SHIPLOG_BOOTSTRAP_SERVERS set) it searches nothing:"
                        + " then this process runs a log-aggregator."
            },
            mixinStandardHelpOptions = true)
    static final class Logs implements Callable<Integer> {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        private RoleOptions options;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private LogSearch search;

        @Option(
                names = "--address",
                paramLabel = "HOST",
                description = "where a log-aggregator listens for, and is reached by, the other roles"
                        + " (default: ${DEFAULT-VALUE})")
        private String address = "127.0.0.1";

        @Mixin
        @SuppressWarnings("NullAway.Init")
        private LogStoreOptions store;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            if (options.isRole(spec)) {
                LogsConfig config = store.config().withAddress(address);
                return options.run(new RoleMaker("log-aggregator", context -> new LogsRole(context, config)));
            }
            return search.run(
                    options.running(), options.dir(), spec.commandLine().getOut());
        }
    }

    /** Kafka with our topics; for the demo and for trying out, not for more than one machine. */
    @Command(name = "broker", description = "Run a Kafka broker with our topics.", mixinStandardHelpOptions = true)
    static final class Broker implements Callable<Integer> {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        private DataDirOption data;

        @Option(names = "--bind", paramLabel = "ADDRESS", description = "(default: ${DEFAULT-VALUE})")
        private String bind = "127.0.0.1";

        @Option(names = "--advertise", paramLabel = "HOST", description = "name that clients use (default: the same)")
        private String advertise = "127.0.0.1";

        @Option(names = "--port", paramLabel = "PORT", description = "(default: ${DEFAULT-VALUE})")
        private int port = 9092;

        @Option(names = "--partitions", paramLabel = "P", description = "namespace partitions of a new cluster")
        private int partitions = Genesis.DEFAULT_PARTITIONS;

        @Override
        public Integer call() throws Exception {
            data.dir().prepare();
            Logging.toFile(data.dir());
            EmbeddedBroker broker = EmbeddedBroker.start(data.dir().broker(), new BrokerConfig(bind, advertise, port));
            TopicSetup.create(broker.bootstrapServers(), partitions);
            System.out.println("broker started at " + broker.bootstrapServers() + ", cluster " + broker.clusterId());
            return RoleOptions.untilStopped(broker, () -> "", Closing.OF_BROKERS);
        }
    }

    /** The schema registry. */
    @Command(name = "registry", description = "Run a schema registry.", mixinStandardHelpOptions = true)
    static final class Registry implements Callable<Integer> {
        @Mixin
        @SuppressWarnings("NullAway.Init")
        private RoleOptions options;

        @Option(names = "--bind", paramLabel = "ADDRESS", description = "(default: ${DEFAULT-VALUE})")
        private String bind = "127.0.0.1";

        @Option(names = "--port", paramLabel = "PORT", description = "(default: ${DEFAULT-VALUE})")
        private int port = 8081;

        @Override
        public Integer call() throws Exception {
            options.begin();
            Genesis genesis = options.topics();
            SchemaRegistry registry = SchemaRegistry.open(options.bootstrapServers());
            RegistryServer server = RegistryServer.start(registry, genesis.clusterId(), bind, port);
            System.out.println("schema registry started on port " + server.port());
            return RoleOptions.untilStopped(
                    () -> {
                        server.close();
                        registry.close();
                    },
                    () -> "",
                    Closing.LIMIT);
        }
    }
}
