package io.shiplog.reconciler.admit;

/**
 * Settings of admission.
 *
 * @param notReadySeconds tolerationSeconds that pods get for nodes that say they are not ready, when the pods say
 * nothing;
 *     300 as in Kubernetes: such a node lives, and its containers with it or again as soon as its engine is back
 * @param unreachableSeconds the same for nodes that say nothing; Kubernetes has 300, we ship a few seconds so that pods
 *     of a dead node are replaced soon
 */
public record AdmissionConfig(long notReadySeconds, long unreachableSeconds) {

    /** What is shipped. */
    public static final AdmissionConfig DEFAULT = new AdmissionConfig(300, 3);
}
