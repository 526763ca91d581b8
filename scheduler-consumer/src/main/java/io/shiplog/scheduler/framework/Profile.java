package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.ClusterEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The plugins that one scheduler runs, in order.
 *
 * @param schedulerName spec.schedulerName of the pods that it serves
 * @param queueSort order of the active queue
 * @param filters asked in this order; the first refusal counts
 * @param scores with their weights
 * @param postFilter asked when a pod fits nowhere
 */
public record Profile(
        String schedulerName, QueueSort queueSort, List<Filter> filters, List<Weighted> scores, PostFilter postFilter) {

    /** A score plugin and how much it counts. */
    public record Weighted(Score plugin, long weight) {}

    /** Can the change help a pod that was refused by one of these plugins? */
    public boolean helps(ClusterEvent event, Set<String> refusedBy) {
        return event.wildcard()
                || Stream.concat(filters.stream().map(Plugin.class::cast), Stream.of(postFilter))
                        .anyMatch(plugin -> refusedBy.contains(plugin.name())
                                && plugin.helpedBy().stream().anyMatch(registered -> registered.covers(event)));
    }
}
