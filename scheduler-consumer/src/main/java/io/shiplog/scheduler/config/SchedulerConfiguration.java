package io.shiplog.scheduler.config;

import io.shiplog.scheduler.plugin.PluginArgs;
import io.shiplog.scheduler.plugin.PluginSelection;
import io.shiplog.scheduler.queue.BackOff;
import io.shiplog.scheduler.snapshot.PodShape;
import java.util.List;

/**
 * What a scheduler runs.
 *
 * @param profiles one or more, each for the pods whose spec.schedulerName is its name; all with the same queueSort
 * @param backOff how long a pod waits after a failed attempt
 */
public record SchedulerConfiguration(List<ProfileConfiguration> profiles, BackOff backOff) {

    /**
     * A profile.
     *
     * @param schedulerName spec.schedulerName of its pods
     * @param percentageOfNodesToScore share of the nodes that have to be found feasible; 0 adapts to their number
     */
    public record ProfileConfiguration(
            String schedulerName, int percentageOfNodesToScore, PluginSelection plugins, PluginArgs args) {}

    /** What runs unless told otherwise. */
    public static SchedulerConfiguration defaults() {
        return defaults(0);
    }

    /** The same with this percentageOfNodesToScore. */
    public static SchedulerConfiguration defaults(int percentageOfNodesToScore) {
        return new SchedulerConfiguration(
                List.of(new ProfileConfiguration(
                        PodShape.DEFAULT_SCHEDULER,
                        percentageOfNodesToScore,
                        PluginSelection.DEFAULT,
                        PluginArgs.DEFAULT)),
                BackOff.DEFAULT);
    }
}
