package io.shiplog.reconciler.admit;

/**
 * Settings of admission.
 *
 * @param notReadySeconds tolerationSeconds that pods get for not-ready and unreachable nodes when they say nothing;
 *     Kubernetes has 300, we ship a few seconds so that pods of a dead node are replaced soon
 */
public record AdmissionConfig(long notReadySeconds) {

    /** What is shipped. */
    public static final AdmissionConfig DEFAULT = new AdmissionConfig(3);
}
