package io.shiplog.benchmarks.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.schemas.object.Json;
import java.util.List;

/**
 * One operation of a workload with its parameters.
 *
 * @param op what to do
 * @param parameters the step's YAML; a template stands in it whole
 */
public record Step(Op op, ObjectNode parameters) {

    /** What a workload can do; the names are scheduler_perf's opcodes where it has the same. */
    public enum Op {
        /**
         * count, cpu, memory, zones, tainted, away: nodes of the cluster. First, and once: nodes are hosted by the
         * executor that starts with them. zones are dealt out as labels in turn, the last so many nodes are tainted,
         * and so many further nodes live in a process of their own.
         */
        createNodes,
        /** count, prefix, labels: empty namespaces prefix-1 … */
        createNamespaces,
        /** name, value: a PriorityClass. */
        createPriorityClass,
        /**
         * prefix: only pods whose names begin so are counted as arrived; probe: false for none. Figures begin here:
         * time, processor, disk, latencies.
         */
        startMeasuring,
        /**
         * count, replicas, prefix, template, cpu, memory, inFlight: Deployments; in namespace, or spread over so many
         * namespaces whose names begin with namespacePrefix.
         */
        createDeployments,
        /** count, prefix, template, cpu, memory, inFlight: bare Pods, one request each; where, as createDeployments. */
        createPods,
        /** name, namespace, replicas: by the scale subresource. */
        scaleDeployment,
        /** name, namespace, image: a new image in the template, so that all its pods are replaced. */
        rollDeployment,
        /**
         * mode, kind, intervalMillis, namespace, replicas, template: beside what follows, until the figures end, every
         * so often one more Pod or Deployment (mode create), or a new one for the one before (mode recreate).
         */
        churn,
        /**
         * Nodes that are away are killed, and waited for until as many pods as they had are Running elsewhere; figures
         * end here.
         */
        killNodes,
        /** seconds: nothing is done for so long. */
        sleep,
        /**
         * running, arrived, most, timeoutSeconds: waits until so many pods are Running, no more than most, and so many
         * have become Running since measuring began.
         */
        waitPods,
        /**
         * perPod: waits until the log of objects has so many versions for each pod that is Running; other objects and
         * the marks of transactions are among them.
         */
        waitVersions,
        /** running, arrived, most, slice, timeoutSeconds: as waitPods, and the figures end here. */
        measurePods,
        /** seconds: for so long; figures end here. */
        measureFor,
        /** requestsPerSecond, seconds, namespaces, watchers: a steady mix of reads and writes; figures end here. */
        mixedLoad,
        /**
         * seconds, namespaces, watchersOfAll, changesPerSecond, getsPerSecond, listsPerSecond, listed: a watch on the
         * pods of each namespace and some on all pods, while pods change; figures end here.
         */
        listAndWatch,
        /**
         * count, streams: so many watches on which nothing happens, first each on a connection of its own, then so many
         * to a connection, and what one of them costs the server's heap; figures end here.
         */
        idleWatches,
        /** running: stops the cluster and starts it again, then kills it and starts it again; figures end here. */
        restart
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

    /** A list of texts, empty when it is not there. */
    public List<String> texts(String name) {
        return Json.textsAt(parameters, name);
    }

    /** True unless it is said that it is not so. */
    public boolean unlessDenied(String name) {
        return !parameters.has(name) || Json.flagAt(parameters, name);
    }

    /** A mapping, empty when it is not there. */
    public ObjectNode tree(String name) {
        return parameters.path(name) instanceof ObjectNode tree ? tree : Json.object();
    }
}
