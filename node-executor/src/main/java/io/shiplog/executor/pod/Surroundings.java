package io.shiplog.executor.pod;

/** What of its node a pod depends on when a container starts. */
public interface Surroundings {

    /** InternalIP of the node. */
    String address();

    /** Those ConfigMaps and Secrets that the template names and that exist. */
    PodConfigs configs(PodRef pod, PodTemplate template);

    /**
     * What {@link #configs} does not have does not exist; false while the node has not read its commands to the end.
     */
    boolean settled();
}
