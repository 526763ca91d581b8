package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.ExtensionPoint;
import java.util.List;

/**
 * Which plugins a profile runs at which step, in order.
 *
 * @param queueSort name of the one plugin that orders the queue
 * @param filters names
 * @param postFilters names; none is possible, then a pod that fits nowhere just waits
 * @param scores names and weights
 */
public record PluginSelection(String queueSort, List<String> filters, List<String> postFilters, List<Weighted> scores) {

    /** A plugin and how much its score counts. */
    public record Weighted(String name, long weight) {}

    /** What kube-scheduler runs unless told otherwise. */
    public static final PluginSelection DEFAULT = new PluginSelection(
            PluginRegistry.names(ExtensionPoint.QUEUE_SORT).get(0),
            PluginRegistry.names(ExtensionPoint.FILTER),
            PluginRegistry.names(ExtensionPoint.POST_FILTER),
            PluginRegistry.names(ExtensionPoint.SCORE).stream()
                    .map(name -> new Weighted(name, PluginRegistry.weight(name)))
                    .toList());
}
