package io.shiplog.standalone.cell;

import io.shiplog.api.ApiConfig;
import io.shiplog.api.ApiRole;
import io.shiplog.executor.kafka.NodeConfig;
import io.shiplog.executor.kafka.NodeRole;
import io.shiplog.executor.metrics.MetricsConfig;
import io.shiplog.logs.topology.LogsRole;
import io.shiplog.reconciler.topology.ReconcilerConfig;
import io.shiplog.reconciler.topology.ReconcilerRole;
import io.shiplog.scheduler.kafka.SchedulerRole;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** THE list of roles: their names, and how each is made from a cell's configuration. */
public final class Roles {

    private static final String EXECUTOR = "node-executor";

    private static final String API = "api-ingest";

    private static final String RECONCILER = "streams-reconciler";

    /** Roles without which no command is taken and carried out. */
    static final Set<String> ANSWER = Set.of(API, RECONCILER);

    private Roles() {}

    /** Makers of all roles, started and stopped side by side in the broker's process; each waits for what it needs. */
    public static List<RoleMaker> of(CellConfig config) {
        return all(config, ReconcilerConfig::besideBroker).stream()
                .filter(maker -> config.nodes() > 0 || !maker.name().equals(EXECUTOR))
                .toList();
    }

    private static List<RoleMaker> all(CellConfig config, Function<String, ReconcilerConfig> reconciler) {
        return List.of(
                new RoleMaker(API, context -> new ApiRole(context, api(config))),
                new RoleMaker(
                        RECONCILER,
                        context ->
                                new ReconcilerRole(context, reconciler.apply(InstanceName.of(context, "reconciler")))),
                new RoleMaker("scheduler-consumer", context -> new SchedulerRole(context, config.scheduler())),
                executor(Nodes.of(config), config.sampling()),
                new RoleMaker("log-aggregator", context -> new LogsRole(context, config.logs())));
    }

    /**
     * True for a role that reads so much of what it left behind that those that {@link #ANSWER} would be later for it.
     */
    static boolean canWait(String name) {
        return name.equals(EXECUTOR);
    }

    /** The maker of an executor process. */
    public static RoleMaker executor(NodeConfig config, MetricsConfig sampling) {
        return new RoleMaker(EXECUTOR, context -> new NodeRole(config, sampling, context));
    }

    private static ApiConfig api(CellConfig config) {
        return ApiConfig.local(config.dataDir().root().resolve("pki")).withPort(config.apiPort());
    }

    /** The maker of one role that has a process of its own. */
    public static RoleMaker named(String name, CellConfig config) {
        return all(config, ReconcilerConfig::defaults).stream()
                .filter(maker -> maker.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError("This build has no role " + name + ".", "Use a release that has it."));
    }

    /** Loads what the roles will need first, while the broker is still starting. */
    static void load() {}
}
