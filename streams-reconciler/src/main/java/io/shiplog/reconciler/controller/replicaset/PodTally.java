package io.shiplog.reconciler.controller.replicaset;

import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Counts a ReplicaSet's pods in one pass, parsing none of them. Terminating and finished pods do not count: a pod on a
 * dead node is replaced as soon as it is told to go.
 */
final class PodTally {

    private final Map<String, String> templateLabels;
    private final long minReadySeconds;
    private final long nowMillis;
    private final List<KubeObject> active = new ArrayList<>();
    private int fullyLabeled;
    private int ready;
    private int available;
    private int leaving;
    private long nextAvailableMillis = Long.MAX_VALUE;

    /**
     * An empty tally.
     *
     * @param templateLabels a pod that has them all counts as fully labeled
     * @param minReadySeconds for how long a pod must be ready to count as available
     */
    PodTally(Map<String, String> templateLabels, long minReadySeconds, long nowMillis) {
        this.templateLabels = Labels.shared(templateLabels);
        this.minReadySeconds = minReadySeconds;
        this.nowMillis = nowMillis;
    }

    /** True when a pod counts: neither finished nor on its way out. */
    static boolean active(KubeObject pod) {
        return !pod.deleting() && !pod.pod().terminal();
    }

    /** Counts a pod that is active. */
    void add(KubeObject pod) {
        add(pod, asTemplate(pod));
    }

    /** True when a pod has the template's labels and no others, as nearly all have: then one comparison says it all. */
    boolean asTemplate(KubeObject pod) {
        return pod.labels().equals(templateLabels);
    }

    /** Counts a pod that is active and of which this is known. */
    void add(KubeObject pod, boolean asTemplate) {
        active.add(pod);
        if (asTemplate || hasTemplateLabels(pod)) {
            fullyLabeled++;
        }
        if (!pod.pod().ready()) {
            return;
        }
        ready++;
        if (pod.pod().available(minReadySeconds, nowMillis)) {
            available++;
        } else if (pod.pod().readySinceMillis() != 0) {
            nextAvailableMillis = Math.min(nextAvailableMillis, pod.pod().readySinceMillis() + minReadySeconds * 1000);
        }
    }

    /**
     * Counts a pod no longer that this look deletes: a status with it would tell the Deployment of an available pod too
     * many, which then takes one away from the other revision.
     */
    void leave(KubeObject pod) {
        leaving++;
        if (asTemplate(pod) || hasTemplateLabels(pod)) {
            fullyLabeled--;
        }
        if (pod.pod().ready()) {
            ready--;
            if (pod.pod().available(minReadySeconds, nowMillis)) {
                available--;
            }
        }
    }

    private boolean hasTemplateLabels(KubeObject pod) {
        for (Map.Entry<String, String> label : templateLabels.entrySet()) {
            if (!label.getValue().equals(pod.labels().get(label.getKey()))) {
                return false;
            }
        }
        return true;
    }

    Map<String, String> templateLabels() {
        return templateLabels;
    }

    /** All that were counted, those that leave included. */
    List<KubeObject> active() {
        return active;
    }

    int replicas() {
        return active.size() - leaving;
    }

    int fullyLabeled() {
        return fullyLabeled;
    }

    int ready() {
        return ready;
    }

    int available() {
        return available;
    }

    /** When the next ready pod becomes available, epoch milliseconds; Long.MAX_VALUE when none is waiting for that. */
    long nextAvailableMillis() {
        return nextAvailableMillis;
    }
}
