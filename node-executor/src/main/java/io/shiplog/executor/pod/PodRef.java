package io.shiplog.executor.pod;

/** Names one pod on one node. The uid alone says which pod is meant; the names are for people and topics. */
public record PodRef(String node, String namespace, String name, String uid) {

    /** As Kubernetes' messages write it, e.g. web-0_default(1b4e28ba-…). */
    public String words() {
        return name + "_" + namespace + "(" + uid + ")";
    }
}
