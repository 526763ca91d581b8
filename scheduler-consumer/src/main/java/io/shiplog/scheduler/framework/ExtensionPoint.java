package io.shiplog.scheduler.framework;

import java.util.Arrays;
import java.util.List;

/** The steps of a cycle in which plugins are asked and that a configuration may change one by one. */
public enum ExtensionPoint {
    QUEUE_SORT("queueSort", QueueSort.class),
    PRE_FILTER("preFilter", PreFilter.class),
    FILTER("filter", Filter.class),
    POST_FILTER("postFilter", PostFilter.class),
    SCORE("score", Score.class);

    private final String field;
    private final Class<? extends Plugin> type;

    ExtensionPoint(String field, Class<? extends Plugin> type) {
        this.field = field;
        this.type = type;
    }

    /** Its field in KubeSchedulerConfiguration. */
    public String field() {
        return field;
    }

    /** Has the plugin something to say at this step? */
    public boolean takes(Plugin plugin) {
        return type.isInstance(plugin);
    }

    /** All of them. */
    public static List<ExtensionPoint> all() {
        return Arrays.asList(values());
    }
}
