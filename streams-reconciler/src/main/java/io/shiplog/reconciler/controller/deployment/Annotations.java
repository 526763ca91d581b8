package io.shiplog.reconciler.controller.deployment;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The annotations by which a Deployment keeps its books on its ReplicaSets. */
final class Annotations {

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
    static final String MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";
    static final String ROLLBACK_TO = "deprecated.deployment.rollback.to";

    /** Not copied from a Deployment to its ReplicaSets, nor back by an undo. */
    static final Set<String> OWN_BOOKS = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            REVISION_HISTORY,
            DESIRED_REPLICAS,
            MAX_REPLICAS,
            ROLLBACK_TO);

    private Annotations() {}

    /**
     * A number read from an annotation.
     *
     * @param valid false when the annotation is absent or wrong
     * @param error null, "invalid" or "out-of-range"
     */
    record Int(int value, boolean valid, @Nullable String error) {}

    /** Reads an annotation as a non-negative 32-bit integer. */
    static Int intAt(Map<String, String> annotations, String key) {
        String text = annotations.get(key);
        if (text == null) {
            return new Int(0, false, null);
        }
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Int(0, false, "invalid");
        }
        try {
            return new Int(Integer.parseInt(text), true, null);
        } catch (NumberFormatException tooLarge) {
            return new Int(0, false, "out-of-range");
        }
    }

    /** The revision of a ReplicaSet; 0 when it has none that can be read. */
    static long revision(Map<String, String> annotations) {
        try {
            return Long.parseLong(annotations.getOrDefault(REVISION, "0"));
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    /** True when desired-replicas or max-replicas is not yet as wanted. */
    static boolean sizesDiffer(Map<String, String> annotations, int desired, int max) {
        return !Integer.toString(desired).equals(annotations.get(DESIRED_REPLICAS))
                || !Integer.toString(max).equals(annotations.get(MAX_REPLICAS));
    }

    /** Writes desired-replicas and max-replicas. */
    static void putSizes(Map<String, String> annotations, int desired, int max) {
        annotations.put(DESIRED_REPLICAS, Integer.toString(desired));
        annotations.put(MAX_REPLICAS, Integer.toString(max));
    }

    /** Copies what users wrote on the Deployment (change-cause among it) to a ReplicaSet's annotations. */
    static void copyFromDeployment(Map<String, String> deployment, Map<String, String> replicaSet) {
        deployment.forEach((key, value) -> {
            if (!OWN_BOOKS.contains(key)) {
                replicaSet.put(key, value);
            }
        });
    }

    /**
     * Raises a ReplicaSet's revision; the former one goes to the end of revision-history, whose oldest entries are
     * dropped to keep it within limitChars. With room for five: 11,12 then 12,13.
     */
    static void raiseRevision(Map<String, String> annotations, long revision, int limitChars) {
        String former = annotations.get(REVISION);
        if (revision <= revision(annotations)) {
            return;
        }
        annotations.put(REVISION, Long.toString(revision));
        if (former == null) {
            return;
        }
        String history = annotations.getOrDefault(REVISION_HISTORY, "");
        String next = history.isEmpty() ? former : history + "," + former;
        while (next.length() > limitChars && next.indexOf(',') >= 0) {
            next = next.substring(next.indexOf(',') + 1);
        }
        if (next.length() <= limitChars) {
            annotations.put(REVISION_HISTORY, next);
        }
    }
}
