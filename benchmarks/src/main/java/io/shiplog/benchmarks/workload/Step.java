package io.shiplog.benchmarks.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.schemas.object.Json;

/**
 * One operation of a workload with its parameters.
 *
 * @param op what to do
 * @param parameters the step's YAML
 */
public record Step(Op op, ObjectNode parameters) {

    /** What a workload can do; the names are scheduler_perf's opcodes where it has the same. */
    public enum Op {
        /** count: nodes of the cluster. First, and once: nodes are hosted by the executor that starts with them. */
        createNodes,
        /** count, prefix: empty namespaces prefix-1 … */
        createNamespaces,
        /** Figures begin here: time, processor, disk, latencies. */
        startMeasuring,
        /** count, replicas, namespaces, prefix, cpu, memory, inFlight: Deployments spread over namespaces. */
        createDeployments,
        /** count, namespaces, prefix, cpu, memory, inFlight: bare Pods, one request each. */
        createPods,
        /** name, namespace, replicas: by the scale subresource. */
        scaleDeployment,
        /** running, timeoutSeconds: waits until so many pods are Running. */
        waitPods,
        /** running, timeoutSeconds: the same, and the figures end here. */
        measurePods,
        /** requestsPerSecond, seconds, namespaces, watchers: a steady mix of reads and writes; figures end here. */
        mixedLoad,
        /** seconds, intervalMillis, namespace, replicas: a Deployment goes and another one comes, again and again. */
        churn
    }

    /** A whole number that has to be there. */
    public int count(String name) {
        long value = Json.longAt(parameters, -1, name);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new BenchException(op + " needs " + name + ", a number");
        }
        return (int) value;
    }

    /** A whole number, or what is usual. */
    public int count(String name, int usual) {
        return parameters.has(name) ? count(name) : usual;
    }

    /** A text, or what is usual. */
    public String text(String name, String usual) {
        String value = Json.textAt(parameters, name);
        return value.isEmpty() ? usual : value;
    }
}
