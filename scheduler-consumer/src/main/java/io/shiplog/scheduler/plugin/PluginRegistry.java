package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.ExtensionPoint;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.Plugin;
import io.shiplog.scheduler.framework.PostFilter;
import io.shiplog.scheduler.framework.Profile;
import io.shiplog.scheduler.framework.QueueSort;
import io.shiplog.scheduler.framework.Score;
import io.shiplog.scheduler.snapshot.ResourceIndex;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * THE list of plugins: all run by default, in this order and with these weights (as kube-scheduler's). What a plugin
 * has to say at which step is told by the interfaces that it implements.
 */
public final class PluginRegistry {

    private interface Maker {
        Plugin make(ResourceIndex resources, PluginArgs args);
    }

    private record Row(long weight, Maker maker) {}

    private static final Map<String, Row> ROWS = new LinkedHashMap<>();

    static {
        row(1, (resources, args) -> new PrioritySort());
        row(1, (resources, args) -> new NodeUnschedulable());
        row(1, (resources, args) -> new NodeName());
        row(3, (resources, args) -> new TaintToleration(false));
        row(2, (resources, args) -> new NodeAffinity(args.addedAffinity()));
        row(1, (resources, args) -> new NodePorts());
        row(1, (resources, args) -> new NodeResourcesFit(resources, args.fit(), args.ignoredResources()));
        row(1, (resources, args) -> new VolumeRestrictions());
        row(2, (resources, args) -> new PodTopologySpread());
        row(2, (resources, args) -> new InterPodAffinity(args.affinity()));
        row(
                1,
                (resources, args) ->
                        new DefaultPreemption((int) args.preemption().minCandidateNodesPercentage(), (int)
                                args.preemption().minCandidateNodesAbsolute()));
        row(1, (resources, args) -> new NodeResourcesBalancedAllocation(resources, args.balancedResources()));
        row(1, (resources, args) -> new ImageLocality());
    }

    private PluginRegistry() {}

    private static void row(long weight, Maker maker) {
        ROWS.put(maker.make(new ResourceIndex(), PluginArgs.DEFAULT).name(), new Row(weight, maker));
    }

    private static Plugin make(String name, ResourceIndex resources, PluginArgs args) {
        return Objects.requireNonNull(ROWS.get(name), name).maker().make(resources, args);
    }

    /** Names of all plugins, in order. */
    public static List<String> names() {
        return List.copyOf(ROWS.keySet());
    }

    /** Names of the plugins that have something to say at this step, in order. */
    public static List<String> names(ExtensionPoint point) {
        return ROWS.keySet().stream().filter(name -> has(name, point)).toList();
    }

    /** Has a plugin of the list something to say at this step? */
    public static boolean has(String name, ExtensionPoint point) {
        return point.takes(make(name, new ResourceIndex(), PluginArgs.DEFAULT));
    }

    /** How much the plugin's score counts unless configured. */
    public static long weight(String name) {
        return Objects.requireNonNull(ROWS.get(name), name).weight();
    }

    /** The default profile; resources must be those of the snapshot that it will judge. */
    public static Profile defaults(String schedulerName, ResourceIndex resources) {
        return profile(schedulerName, PluginSelection.DEFAULT, PluginArgs.DEFAULT, resources);
    }

    /** A profile with these plugins; resources must be those of the snapshot that it will judge. */
    public static Profile profile(
            String schedulerName, PluginSelection plugins, PluginArgs args, ResourceIndex resources) {
        Map<String, Plugin> made = new LinkedHashMap<>();
        plugins.filters().forEach(name -> made.computeIfAbsent(name, n -> make(n, resources, args)));
        plugins.scores().forEach(one -> made.computeIfAbsent(one.name(), n -> make(n, resources, args)));
        return new Profile(
                schedulerName,
                (QueueSort) make(plugins.queueSort(), resources, args),
                plugins.filters().stream()
                        .map(name -> (Filter) Objects.requireNonNull(made.get(name)))
                        .toList(),
                plugins.scores().stream()
                        .map(one -> new Profile.Weighted(
                                (Score) Objects.requireNonNull(made.get(one.name())), one.weight()))
                        .toList(),
                plugins.postFilters().isEmpty()
                        ? new NoPreemption()
                        : (PostFilter) make(plugins.postFilters().get(0), resources, args));
    }
}
