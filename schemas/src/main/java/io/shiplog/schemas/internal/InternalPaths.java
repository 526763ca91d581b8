package io.shiplog.schemas.internal;

/**
 * THE table of the internal read protocol's paths. Every request carries the cluster's token as
 * {@code Authorization: Bearer …}; refusals are Kubernetes Status documents, so that api-ingest can pass them on.
 */
public final class InternalPaths {

    /**
     * WebSocket to an executor: a command in a container. Query: namespace, pod, uid, container, command (once a word),
     * stdin, stdout, stderr, tty (true or absent). Binary messages, the first byte names the channel as in
     * v5.channel.k8s.io: 0 stdin, 1 stdout, 2 stderr, 3 the final Status, 4 resize, 255 end of a channel. Whoever asked
     * closes after the Status, so that nothing that still lies in front of it is overtaken by the close.
     */
    public static final String EXEC = "/internal/v1/exec";

    /** WebSocket to an executor: the container's own process; query and messages as for {@link #EXEC}. */
    public static final String ATTACH = "/internal/v1/attach";

    /**
     * WebSocket to an executor: one connection to a port of a pod. Query: namespace, pod, uid, port. Binary messages in
     * both directions are the bytes, an empty one is the end of its direction; a text message from the executor says
     * why it ended early. Whoever asked closes after the end.
     */
    public static final String PORT_FORWARD = "/internal/v1/portforward";

    /**
     * GET from log-aggregator: lines of one container, text/plain, chunked. Query: namespace, pod, container (absent:
     * the only one), uid (absent: the newest pod of that name), those of Kubernetes' {@code log} subresource
     * (PodLogOptions: follow, previous, tailLines, limitBytes, sinceSeconds, sinceTime, timestamps), and of what the
     * asker knows of the container: attempt (absent: the newest run), attemptMax (the newest run up to this one), over
     * (true: that run has ended, so no more than its last lines is waited for).
     */
    public static final String LOGS = "/internal/v1/logs";

    /**
     * GET from log-aggregator: the newest pod of a name, as far as its lines tell: a Pod document with its uid, node,
     * labels and containers. Query: namespace, pod. 404 when no line of it is kept.
     */
    public static final String LOG_POD = "/internal/v1/logs/pod";

    /**
     * GET from log-aggregator: lines of many pods, one JSON document a line. Query: namespace (absent: all), selector,
     * pod and container (names, absent: all), since and until (RFC 3339), text, limit, first (true: the oldest lines
     * of the range and not the newest), follow.
     */
    public static final String LOG_SEARCH = "/internal/v1/logs/search";

    /** GET from log-aggregator: a PodMetricsList (metrics.k8s.io/v1beta1). Query: namespace (absent: all), name. */
    public static final String POD_METRICS = "/internal/v1/metrics/pods";

    /** GET from log-aggregator: a NodeMetricsList (metrics.k8s.io/v1beta1). Query: name (absent: all). */
    public static final String NODE_METRICS = "/internal/v1/metrics/nodes";

    private InternalPaths() {}
}
