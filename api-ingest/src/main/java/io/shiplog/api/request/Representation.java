package io.shiplog.api.request;

/** The form in which an answer is wanted, out of those this server can give. */
public enum Representation {
    /** The object or list as JSON. */
    JSON("application/json"),
    /** The object or list as YAML. */
    YAML("application/yaml"),
    /** A meta.k8s.io/v1 Table. */
    TABLE("application/json"),
    /** PartialObjectMetadata, or PartialObjectMetadataList for a list. */
    PARTIAL_METADATA("application/json"),
    /** apidiscovery.k8s.io/v2 APIGroupDiscoveryList; its content type must be echoed in full. */
    AGGREGATED_DISCOVERY("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");

    private final String contentType;

    Representation(String contentType) {
        this.contentType = contentType;
    }

    /** Content-Type of the answer. */
    public String contentType() {
        return contentType;
    }
}
